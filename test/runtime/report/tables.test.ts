import { expect } from 'chai';
import { frontCsv, resultsJson, solutionsCsv } from '../../../runtime/report/tables.js';
import { candidatesOf } from '../../../runtime/report/record.js';
import { fixture } from './fixture.js';

/** A reader of RFC 4180, apart from the writer under test. */
function parse(text: string): string[][] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, field, end] of fields) {
    rows[rows.length - 1].push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('the tables of a run', () => {
  it('have the final front with its numbers in full', () => {
    const record = fixture();
    const [search] = record.searches;
    const [header, ...rows] = parse(frontCsv(record));
    const front = candidatesOf(search, search.front);
    expect(rows).to.have.length(front.length);
    front.forEach((candidate, index) => {
      const cell = (column: string): string => rows[index][header.indexOf(column)];
      expect(cell('candidate')).to.equal(String(candidate.id));
      for (const [metric, value] of Object.entries(candidate.metrics))
        expect(Number(cell(metric))).to.equal(value);
      search.groups.forEach((group, gene) => {
        expect(Number(cell(`kept.${group.id}`))).to.equal(candidate.genome[gene] * group.roundTo);
      });
    });
  });

  it('have the solutions, before and after, and what is missing as nothing', () => {
    const record = fixture();
    const [first, ...others] = record.solutions;
    const { finetuned, artifacts, ...bare } = first;
    const odd = { ...bare, name: 'a, "b"\nc', artifacts: {} };
    const [header, row, next] = parse(solutionsCsv({ ...record, solutions: [odd, ...others] }));
    const cell = (cells: string[], column: string): string => cells[header.indexOf(column)];
    expect(finetuned).to.not.equal(undefined);
    expect(artifacts.onnx).to.not.equal(undefined);
    expect(cell(row, 'solution')).to.equal('a, "b"\nc');
    expect(cell(row, 'finetuned.miou')).to.equal('');
    expect(cell(row, 'onnx.path')).to.equal('');
    expect(Number(cell(next, 'finetuned.miou'))).to.equal(others[0].finetuned?.miou);
    expect(Number(cell(next, 'baseline.latency.edge'))).to.equal(others[0].baseline['latency.edge']);
    expect(cell(next, 'onnx.path')).to.equal('out/quickstart/finetune-1.onnx');
  });

  it('come as JSON that reads back as the record', () => {
    expect(JSON.parse(resultsJson(fixture()))).to.deep.equal(fixture());
    expect(resultsJson(fixture())).to.match(/}\n$/);
  });
});

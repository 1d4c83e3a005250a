import { expect } from 'chai';
import { frontTable, GAP, spread } from '../../../core/metrics/front-table.js';

describe('frontTable', () => {
  it('is a Markdown table with the metrics of formatMetric', () => {
    const rows = [{ id: 12, generation: 3, metrics: { miou: 0.9234, 'latency.edge': 1.2344 } }];
    expect(frontTable(['miou', 'latency.edge', 'ops'], rows).replaceAll(GAP, '')).to.equal(
      [
        '| Candidate | Generation | mIoU | Latency (edge) | Operations |',
        '| ---: | ---: | ---: | ---: | ---: |',
        '| 12 | 3 | 92.34 % | 1.234 ms | – |',
      ].join('\n'),
    );
  });

  it('keeps a target named in Markdown from breaking the table', () => {
    const rows = [{ id: 1, generation: 0, metrics: {} }];
    expect(frontTable(['latency.a|b*'], rows).replaceAll(GAP, '').split('\n')[0]).to.equal(
      '| Candidate | Generation | Latency (a\\|b\\*) |',
    );
  });

  it('says how many of a long front it shows, both ends among them', () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, generation: 0, metrics: {} }));
    const lines = frontTable(['miou'], rows, 5).split('\n');
    expect(lines.slice(2, 7).map((line) => line.split(' ')[1])).to.deep.equal(['0', '12', '25', '37', '49']);
    expect(lines.at(-1)).to.equal('5 of 50 candidates on the front.');
  });

  it('keeps columns apart where cells are trimmed and drawn without a distance', () => {
    const rows = [{ id: 12, generation: 5, metrics: { miou: 0.9266 } }];
    const cells = frontTable(['miou'], rows)
      .split('\n')[2]
      .split('|')
      .map((cell) => cell.trim());
    expect(cells.join('').replaceAll('\u200B', '')).to.equal('12\u00A0\u00A05\u00A0\u00A092.66 %');
  });

  it('says so where nothing is feasible yet', () => {
    expect(frontTable(['miou'], [])).to.equal('No feasible candidate yet.');
  });
});

describe('spread', () => {
  it('takes the ends and no item twice', () => {
    expect(spread([1, 2, 3, 4, 5, 6], 3)).to.deep.equal([1, 4, 6]);
    expect(spread([1, 2], 3)).to.deep.equal([1, 2]);
    expect(spread([1, 2, 3], 1)).to.deep.equal([1]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compareRuns } from '../../runtime/report/comparison.js';
import { resultsJson } from '../../runtime/report/tables.js';
import { fixture } from '../runtime/report/fixture.js';
import { espalier } from './espalier.js';

describe('espalier compare', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-compare-'));
    mkdirSync(join(folder, 'out', 'nightly_1'), { recursive: true });
    for (const file of ['out/nightly_1/results.json', 'other.json']) {
      writeFileSync(join(folder, file), resultsJson(fixture()));
    }
    writeFileSync(join(folder, 'odd.json'), '{}');
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes workflow ids, folders and files, and writes the page and JSON', async () => {
    const runs = ['nightly/1', 'out/nightly_1', 'other.json'];
    const { code, out } = await espalier(folder, 'compare', ...runs, '--json', '--out', 'page.html');
    expect(code).to.equal(0);
    const expected = compareRuns([fixture(), fixture(), fixture()]);
    expect(JSON.parse(out)).to.deep.equal({
      ...JSON.parse(JSON.stringify(expected)),
      out: 'page.html',
    });
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).to.include('3 runs compared');
  });

  it('names a run without a record, and one that is none', async () => {
    for (const run of ['nightly-2', 'odd.json']) {
      const { code, err } = await espalier(folder, 'compare', run, '--out', 'page.html');
      expect(code).to.not.equal(0);
      expect(err).to.include('RUN_RECORD').and.include(run);
    }
  });
});

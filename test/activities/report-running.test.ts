import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunningReportRequest, SearchSummary } from '../../activities/messages.js';
import { reportRunning } from '../../activities/report-running.js';
import type { SearchRecord } from '../../runtime/report/record.js';
import { openFileStore } from '../../runtime/store/file-store.js';
import { putJson } from '../../runtime/store/json.js';
import { fixture } from '../runtime/report/fixture.js';

describe('the page of a run that goes on', () => {
  const { searches, ...record } = fixture();
  const [search] = searches;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-running-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function show(step: string, count: number, ended: readonly SearchRecord[] = []): Promise<string> {
    const store = openFileStore(join(folder, 'store'));
    const stored = async (each: SearchRecord): Promise<SearchSummary> => ({
      ...each,
      generations: await Promise.all(each.generations.map((generation) => putJson(store, generation))),
    });
    const generations = search.generations.slice(0, count);
    const request: RunningReportRequest = {
      run: { runId: 'a/run', seed: 7, base: null },
      record: { ...record, evaluations: { paid: 5, cached: 0, saved: 0 } },
      searches: await Promise.all(ended.map(async (each) => putJson(store, await stored(each)))),
      siblings: ['first', 'second'],
      summary: await stored({
        ...search,
        step,
        generations: generations.map((each) => ({
          ...each,
          evaluations: { paid: 2, cached: 1, saved: 3 },
        })),
        front: generations[count - 1].front,
      }),
    };
    await reportRunning({ store, outputFolder: join(folder, 'out') }, request);
    return readFile(join(folder, 'out', 'a_run', 'report.html'), 'utf8');
  }

  it('says that it is of a run that goes on, and asks for itself again', async () => {
    const page = await show('first', 2);
    expect(page).to.include('http-equiv="refresh"').and.include('Running.');
    expect(page).to.include('None yet: the run goes on.');
    expect(page).to.match(/2 generations, \d+ candidates/);
    expect(page).to.match(/mIoU was evaluated\s+9 times/);
  });

  it('shows searches beside each other as they last stood, and those that ended once', async () => {
    const both = await show('second', 3);
    expect(both).to.match(/<q>first<\/q>[\s\S]*<q>second<\/q>/);
    expect(both).to.include('Searches side by side');
    const later = await show('second', 4, [{ ...search, step: 'first' }]);
    expect(later.match(/<q>first<\/q><\/h2>/g)).to.have.length(1);
    expect(later)
      .to.match(/10 generations, \d+ candidates/)
      .and.match(/4 generations, \d+ candidates/);
  });

  it('leaves the page alone, and nothing half written', async () => {
    expect(await readdir(join(folder, 'out', 'a_run'))).to.deep.equal(['report.html']);
  });
});

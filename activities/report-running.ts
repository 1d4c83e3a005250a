import { renderReport } from '../runtime/report/html.js';
import type { RunRecord, SearchRecord } from '../runtime/report/record.js';
import { putJson } from '../runtime/store/json.js';
import { writeWholeFile } from '../runtime/whole-file.js';
import type { RunningReportRequest } from './messages.js';
import { outputFile } from './publish.js';
import { readSearch, readSensitivity, versions } from './report.js';
import type { Surroundings } from './surroundings.js';

/**
 * Draws a run while it goes on, in place of its report: searches that have ended, this one as it stands, and those beside it
 * as they last stood. The page is a file alone: the store keeps what is final.
 */
export async function reportRunning(
  { store, outputFolder }: Pick<Surroundings, 'store' | 'outputFolder'>,
  request: RunningReportRequest,
): Promise<void> {
  const { run, record, summary, siblings } = request;
  const name = (step: string): string => `running ${JSON.stringify([run.runId, record.startedAt, step])}`;
  await store.label(name(summary.step), await putJson(store, summary));
  const ended = await Promise.all(request.searches.map((id) => readSearch(store, id)));
  const beside = new Set([...siblings, summary.step]);
  for (const { step } of ended) beside.delete(step);
  const running: SearchRecord[] = [];
  for (const step of beside) {
    const id = await store.labelled(name(step));
    if (id !== undefined) running.push(await readSearch(store, id));
  }
  const page: RunRecord = {
    ...record,
    state: 'running',
    finishedAt: new Date().toISOString(),
    versions: await versions(),
    searches: [...ended, ...running],
    sensitivities: await Promise.all((request.sensitivities ?? []).map((id) => readSensitivity(store, id))),
    solutions: [],
    evaluations: withThose(record.evaluations, running),
  };
  await writeWholeFile(
    outputFile(outputFolder, run, 'report.html'),
    new TextEncoder().encode(renderReport(page)),
  );
}

/** What ended searches have counted, and those that run. */
function withThose(
  ended: RunRecord['evaluations'],
  running: readonly SearchRecord[],
): RunRecord['evaluations'] {
  const counts = running
    .flatMap(({ generations }) => generations)
    .flatMap(({ evaluations }) => evaluations ?? []);
  return [ended, ...counts].reduce((sum, { paid, cached, saved }) => ({
    paid: sum.paid + paid,
    cached: sum.cached + cached,
    saved: sum.saved + saved,
  }));
}

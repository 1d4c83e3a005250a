import { readingOrder } from '../../core/metrics/metrics.js';
import { lossOf } from '../../core/network/sensitivity.js';
import { csv } from './csv.js';
import { candidatesOf, keptChannels, type RunRecord } from './record.js';

/**
 * The final fronts as CSV (RFC 4180), one row a candidate: where it is from, its metrics, the channels it keeps by
 * group. Numbers in full, in the units of `Metrics`.
 */
export function frontCsv(record: RunRecord): string {
  const rows = record.searches.flatMap((search) =>
    candidatesOf(search, search.front).map((candidate) => ({
      search: search.step,
      candidate,
      kept: keptChannels(search.groups, candidate.genome),
    })),
  );
  const metrics = readingOrder(rows.flatMap(({ candidate }) => Object.keys(candidate.metrics)));
  const groups = [...new Set(rows.flatMap(({ kept }) => Object.keys(kept)))];
  return csv(
    ['search', 'candidate', 'generation', ...metrics, ...groups.map((group) => `kept.${group}`)],
    rows.map(({ search, candidate, kept }) => [
      search,
      candidate.id,
      candidate.generation,
      ...metrics.map((metric) => candidate.metrics[metric]),
      ...groups.map((group) => kept[group]),
    ]),
  );
}

/** The solutions as CSV (RFC 4180), one row each: metrics of the baseline, after pruning, before
 * pruning on the images of fine-tuned networks, and after fine-tuning; artifacts. */
export function solutionsCsv(record: RunRecord): string {
  const stages = ['baseline', 'pruned', 'unpruned', 'finetuned'] as const;
  const columns = stages.flatMap((stage) =>
    readingOrder(record.solutions.flatMap((solution) => Object.keys(solution[stage] ?? {}))).map(
      (metric) => ({
        stage,
        metric,
      }),
    ),
  );
  return csv(
    [
      ...['solution', 'search', 'candidate'],
      ...columns.map(({ stage, metric }) => `${stage}.${metric}`),
      ...['onnx.path', 'onnx.digest', 'onnx.bytes', 'manifest.path', 'plan.path', 'maxDifference'],
    ],
    record.solutions.map(({ artifacts, ...solution }) => [
      solution.name,
      solution.search,
      solution.candidate,
      ...columns.map(({ stage, metric }) => solution[stage]?.[metric]),
      artifacts.onnx?.path,
      artifacts.onnx?.digest,
      artifacts.onnx?.bytes,
      artifacts.manifest?.path,
      artifacts.plan?.path,
      artifacts.maxDifference,
    ]),
  );
}

/**
 * What sensitivity steps measured as CSV (RFC 4180), one row a group and pruning ratio: the channels that stayed, mIoU, and
 * what it lost, in points.
 */
export function sensitivityCsv(record: RunRecord): string {
  const rows = record.sensitivities.flatMap(({ step, baseline, groups }) =>
    groups.flatMap(({ id, channels, points }) =>
      points.map((point) => [
        step,
        id,
        channels,
        point.ratio,
        point.kept,
        point.miou,
        lossOf(baseline, point),
        point.reason,
      ]),
    ),
  );
  return csv(['step', 'group', 'channels', 'ratio', 'kept', 'miou', 'loss', 'reason'], rows);
}

/** The whole record as JSON, indented, with a newline at its end. */
export function resultsJson(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import type { FrontRef, ReportAnswer } from '../activities/messages.js';
import { formatGain, formatMetric, formatMiouChange } from '../core/metrics/format.js';
import { formatRatio } from '../core/metrics/sensitivity-table.js';
import { toldText } from '../core/notification/told.js';
import { metricLabel, readingOrder } from '../core/metrics/metrics.js';
import {
  beforeTuning,
  candidatesOf,
  isRunRecord,
  type RunRecord,
  type SensitivityRecord,
} from '../runtime/report/record.js';
import { shownCosts } from '../runtime/report/shown-costs.js';
import type { PipelineOutput } from '../workflows/pipeline.js';

/** Prints what came out of a run: the front, the solutions, and where the files are. */
export async function printOutcome(output: PipelineOutput): Promise<void> {
  const steps = Object.entries(output.steps);
  const reported = steps.some(([, { outputs }]) => isReport(outputs.report));
  for (const [id, { outputs }] of steps) {
    if (isReport(outputs.report)) await printReport(outputs.report);
    else if (isFront(outputs.front) && !reported) printFront(id, outputs.front);
    else if (typeof outputs.miou === 'number') console.log(`mIoU ${formatMetric('miou', outputs.miou)}`);
    if (typeof outputs.weights === 'string') console.log(`Weights  ${shown(outputs.weights)}`);
  }
  for (const told of output.notifications ?? []) console.error(toldText(told));
}

function printFront(step: string, { objectives, candidates }: FrontRef): void {
  const metrics = readingOrder(objectives.map(({ metric }) => metric));
  const table = new Table({
    head: [`Front (${step})`, ...metrics.map(metricLabel)],
    style: { head: [], border: [] },
  });
  for (const { id, metrics: values } of candidates) {
    table.push([String(id), ...metrics.map((metric) => formatMetric(metric, values[metric]))]);
  }
  console.log(table.toString());
}

async function printReport({ html, results, front }: ReportAnswer): Promise<void> {
  const text = await readFile(results.path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.log(`Report, on the machine of the worker that wrote it: ${html.path}`);
    return;
  }
  const record: unknown = JSON.parse(text);
  if (!isRunRecord(record)) return;
  for (const measured of record.sensitivities) console.log(sensitivityLines(measured));
  for (const search of record.searches) {
    const metrics = readingOrder(search.objectives.map(({ metric }) => metric));
    const table = new Table({
      head: ['Front', ...metrics.map(metricLabel)],
      style: { head: [], border: [] },
    });
    table.push(['baseline', ...metrics.map((metric) => formatMetric(metric, search.baseline[metric]))]);
    for (const { id, metrics: values } of candidatesOf(search, search.front)) {
      table.push([String(id), ...metrics.map((metric) => formatMetric(metric, values[metric]))]);
    }
    console.log(table.toString());
  }
  if (record.solutions.length > 0) console.log(solutionsTable(record));
  for (const { name, programs = [] } of record.solutions) {
    for (const { files } of programs) {
      console.log(`${name.padEnd(12)} ${shown(join(dirname(html.path), files[0].path))}`);
    }
  }
  console.log(`${'Report'.padEnd(12)} ${pc.bold(shown(html.path))}`);
  console.log(`${'Data'.padEnd(12)} ${shown(results.path)}, ${shown(front.path)}`);
}

function sensitivityLines({ step, ratios, groups, baseline }: SensitivityRecord): string {
  const table = new Table({
    head: [
      `Sensitivity (${step})`,
      'of',
      ...ratios.map((ratio) => `mIoU, ${formatRatio(ratio)} pruned`),
      'may go',
    ],
    style: { head: [], border: [] },
  });
  table.push(['whole network', '', ...ratios.map(() => formatMetric('miou', baseline)), '']);
  for (const { id, channels, points, minRatio } of groups) {
    table.push([
      id,
      String(channels),
      ...ratios.map((ratio) => formatMetric('miou', points.find((point) => point.ratio === ratio)?.miou)),
      formatRatio(1 - minRatio),
    ]);
  }
  return table.toString();
}

function solutionsTable({ solutions, searches }: RunRecord): string {
  const costs = shownCosts(Object.keys(solutions[0].pruned), searches);
  const table = new Table({
    head: ['Solution', 'mIoU pruned', 'mIoU fine-tuned', 'against baseline', ...costs.map(metricLabel)],
    style: { head: [], border: [] },
  });
  for (const solution of solutions) {
    const { name, baseline, pruned, finetuned } = solution;
    table.push([
      name,
      formatMetric('miou', pruned.miou),
      formatMetric('miou', finetuned?.miou),
      formatMiouChange(beforeTuning(solution).miou, finetuned?.miou),
      ...costs.map(
        (metric) =>
          `${formatMetric(metric, pruned[metric])} (${formatGain(baseline[metric], pruned[metric])})`,
      ),
    ]);
  }
  return table.toString();
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function isReport(value: unknown): value is ReportAnswer {
  return typeof value === 'object' && value !== null && 'html' in value && 'results' in value;
}

function isFront(value: unknown): value is FrontRef {
  return typeof value === 'object' && value !== null && 'candidates' in value && 'objectives' in value;
}

import { latencyMetric, type Metrics } from '../../core/metrics/metrics.js';
import { beforeTuning, type RunRecord } from '../../runtime/report/record.js';
import { predictorsOf } from '../../runtime/report/predictors.js';
import { markdown } from './document.js';
import { compareAtEqualMiou, type Comparison, type Judged } from './equal-miou.js';
import { formatPoints, formatShare } from './numbers.js';
import { mean } from '../statistics.js';
import type { Part } from './part.js';
import { tuningTable } from './tuning.js';

const DEVICE = 'device';
const METRICS: readonly (readonly [string, string])[] = [
  [latencyMetric('model'), 'latency of the model'],
  ['ops', 'Ops'],
  ['params', 'parameters'],
];

/** Figure 3: what predicts measured latency, and whether searching on a hardware model finds faster networks than on Ops. */
export const figure3: Part = {
  pipeline: 'figure-3',
  tables(runs) {
    const seeds = runs.map(({ seed }) => `seed ${String(seed)}`);
    const ranks = METRICS.map(([metric, name]) => {
      const found = runs.map(
        ({ record }) =>
          predictorsOf(record, DEVICE).find((each) => each.metric === metric)?.correlation ?? NaN,
      );
      return [name, ...[...found, mean(found)].map((value) => value.toFixed(2))];
    });
    const equal = runs.map(({ seed, record }) => [
      `seed ${String(seed)}`,
      ...shown(compareAtEqualMiou(candidates(record, 'byModel'), candidates(record, 'byOps'))),
      ...shown(compareAtEqualMiou(tuned(record, 'byModel'), tuned(record, 'byOps'))),
    ]);
    return {
      'figure-3-ranks': markdown(['', ...seeds, 'mean'], ranks),
      'figure-3-equal': markdown(
        ['', 'candidates', 'from mIoU', 'to', 'fine-tuned', 'from mIoU', 'to'],
        equal,
      ),
      'figure-3-solutions': solutionsTable(runs.map(({ record }) => record)),
      'figure-3-tuning': tuningTable(runs, [0.75, 0.5, 0.25]),
    };
  },
};

function shown(comparison: Comparison | undefined): readonly string[] {
  if (comparison === undefined) return ['none in common', '', ''];
  const { ratio, from, to } = comparison;
  return [formatPoints(ratio - 1).concat(' %'), formatShare(from), formatShare(to)];
}

/** Candidates of a search with the latency that was measured. */
function candidates({ searches }: RunRecord, step: string): readonly Judged[] {
  const search = searches.find((each) => each.step === step);
  return judged((search?.generations ?? []).flatMap((each) => each.candidates).map(({ metrics }) => metrics));
}

/** Fine-tuned solutions of a search with the latency that was measured in the end. */
function tuned({ solutions }: RunRecord, search: string): readonly Judged[] {
  return judged(solutions.filter((each) => each.search === search).map(({ finetuned = {} }) => finetuned));
}

function judged(all: readonly Metrics[]): readonly Judged[] {
  const latency = latencyMetric(DEVICE);
  return all
    .filter((metrics) => latency in metrics && 'miou' in metrics)
    .map((metrics) => ({ cost: metrics[latency], miou: metrics.miou }));
}

function solutionsTable(records: readonly RunRecord[]): string {
  const latency = latencyMetric(DEVICE);
  const rows = records.flatMap(({ seed, solutions }) =>
    solutions.map((solution) => {
      const { search, baseline, pruned, finetuned = {} } = solution;
      return [
        String(seed),
        search,
        `${(baseline.ops / pruned.ops).toFixed(2)}×`,
        `${finetuned[latency].toFixed(3)} ms`,
        `${(baseline[latency] / finetuned[latency]).toFixed(2)}×`,
        formatShare(finetuned.miou),
        formatPoints(finetuned.miou - beforeTuning(solution).miou),
      ];
    }),
  );
  return markdown(
    ['seed', 'search', 'fewer Ops', 'measured', 'faster', 'mIoU fine-tuned', 'points to the baseline'],
    rows,
  );
}

import { markdown } from './document.js';
import { formatPoints, formatShare } from './numbers.js';
import { mean } from '../statistics.js';
import { beforeTuning } from '../../runtime/report/record.js';
import type { SeedRun } from './runs.js';

/** What fine-tuning made of solutions, by the share of the baseline's Ops that they keep: from each bound down to the next. */
export function tuningTable(runs: readonly SeedRun[], bounds: readonly number[]): string {
  const all = runs
    .flatMap(({ record }) => record.solutions)
    .flatMap((solution) => {
      const { baseline, pruned, finetuned } = solution;
      if (finetuned === undefined) return [];
      return [
        {
          kept: pruned.ops / baseline.ops,
          pruned: pruned.miou,
          tuned: finetuned.miou,
          lost: pruned.miou - baseline.miou,
          left: finetuned.miou - beforeTuning(solution).miou,
        },
      ];
    });
  const rows = bounds.flatMap((most, index) => {
    const least = bounds.at(index + 1) ?? 0;
    const within = all.filter(({ kept }) => kept <= most && kept > least);
    if (within.length === 0) return [];
    const row = (value: (each: (typeof within)[number]) => number) => mean(within.map(value));
    return [
      [
        `${String(100 * least)} to ${String(100 * most)} %`,
        String(within.length),
        formatShare(row(({ pruned }) => pruned)),
        formatPoints(row(({ lost }) => lost)),
        formatShare(row(({ tuned }) => tuned)),
        formatPoints(row(({ left }) => left)),
      ],
    ];
  });
  return markdown(
    [
      'Ops kept',
      'networks',
      'mIoU pruned',
      'points to the baseline',
      'mIoU fine-tuned',
      'points to the baseline',
    ],
    rows,
  );
}

import { latencyMetric } from '../../core/metrics/metrics.js';
import { beforeTuning } from '../../runtime/report/record.js';
import { markdown } from './document.js';
import { formatPoints, formatShare } from './numbers.js';
import type { Part } from './part.js';

const LATENCY = latencyMetric('device');

/** Table 1: DeepLabV3+ on ResNet-50 before pruning, as a search on Ops prunes it, and as one in the loop does. */
export const table1: Part = {
  pipeline: 'table-1',
  tables(runs) {
    const rows = runs.flatMap(({ seed, record: { solutions } }) => {
      const [first] = solutions;
      const { baseline } = first;
      return [
        [
          String(seed),
          'baseline',
          `${(baseline.ops / 1e6).toFixed(1)} M`,
          `${baseline[LATENCY].toFixed(2)} ms`,
          formatShare(beforeTuning(first).miou),
          '',
        ],
        ...solutions.map((solution) => {
          const { search, finetuned = {} } = solution;
          return [
            String(seed),
            search,
            `${(finetuned.ops / 1e6).toFixed(1)} M (${(baseline.ops / finetuned.ops).toFixed(2)}×)`,
            `${finetuned[LATENCY].toFixed(2)} ms (${(baseline[LATENCY] / finetuned[LATENCY]).toFixed(2)}×)`,
            formatShare(finetuned.miou),
            formatPoints(finetuned.miou - beforeTuning(solution).miou),
          ];
        }),
      ];
    });
    return {
      'table-1': markdown(
        ['seed', 'network', 'Ops', 'latency of a batch of 8', 'mIoU', 'points to the baseline'],
        rows,
      ),
    };
  },
};

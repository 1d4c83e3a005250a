import { latencyMetric } from '../../core/metrics/metrics.js';
import { beforeTuning } from '../../runtime/report/record.js';
import { markdown } from './document.js';
import { formatPoints, formatShare } from './numbers.js';
import type { Part } from './part.js';

const LATENCY = latencyMetric('arria10');

/** Figure 1: from a trained network to a simulated program. */
export const fpga: Part = {
  pipeline: 'fpga',
  tables(runs) {
    const rows = runs.flatMap(({ seed, record }) =>
      record.solutions.map((solution) => {
        const { name, baseline, pruned, finetuned = {}, programs = [] } = solution;
        const [program] = programs;
        return [
          String(seed),
          name,
          `${baseline[LATENCY].toFixed(2)} ms`,
          `${pruned[LATENCY].toFixed(2)} ms (${(baseline[LATENCY] / pruned[LATENCY]).toFixed(2)}×)`,
          formatShare(finetuned.miou),
          formatPoints(finetuned.miou - beforeTuning(solution).miou),
          program.precision,
          program.score?.miou.program == null ? '' : formatShare(program.score.miou.program),
        ];
      }),
    );
    return {
      fpga: markdown(
        [
          'seed',
          'solution',
          'baseline',
          'pruned',
          'mIoU',
          'points to the baseline',
          'words',
          'mIoU of the program',
        ],
        rows,
      ),
    };
  },
};

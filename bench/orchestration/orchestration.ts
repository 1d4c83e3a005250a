import { join } from 'node:path';
import { TASK_QUEUE } from '../../cli/local.js';
import { projectRoot } from '../../runtime/project.js';
import { workerCommand, type WorkerRole } from '../../runtime/temporal/supervisor.js';
import { startTestCluster } from '../../test/cluster.js';
import type { Benchmark } from '../benchmark.js';
import { timeSearch } from '../time-search.js';
import { formatMs } from '../timing.js';
import { EVALUATION_MS, searchText, WORKERS } from './scene.js';

const POPULATION = 50;
const GENERATIONS = 10;

export const orchestration: Benchmark = {
  name: 'orchestration',
  about: `a search of ${String(GENERATIONS)} generations of ${String(POPULATION)} in Temporal, evaluations of ${String(EVALUATION_MS)} ms`,
  async run() {
    const cluster = await startTestCluster(WORKERS, { command });
    try {
      await timeSearch(cluster, 'warm-up', [searchText(4, 1, 1)]);
      const { paid, ms } = await timeSearch(cluster, 'measured', [searchText(POPULATION, GENERATIONS, 2)]);
      // The baseline is evaluated too.
      const evaluations = paid + 1;
      const ideal = (evaluations * EVALUATION_MS) / WORKERS;
      return [
        {
          what: `a search of ${String(evaluations)} evaluations on ${String(WORKERS)} tensor workers`,
          ours: formatMs(ms),
          against: `the sum of its evaluations over ${String(WORKERS)}: ${formatMs(ideal)}`,
          ratio: ms / ideal,
          limit: 1.05,
        },
      ];
    } finally {
      await cluster.stop();
    }
  },
};

function command(role: WorkerRole): readonly [string, ...string[]] {
  if (role !== 'tensor') return workerCommand(role, TASK_QUEUE);
  return [process.execPath, join(projectRoot, 'dist/bench/orchestration/worker.js'), TASK_QUEUE];
}

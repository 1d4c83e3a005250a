import { join } from 'node:path';
import { TASK_QUEUE } from '../../cli/local.js';
import { projectRoot } from '../../runtime/project.js';
import { workerCommand, type WorkerRole } from '../../runtime/temporal/supervisor.js';
import { startTestCluster, type TestCluster } from '../../test/cluster.js';
import type { pipeline } from '../../workflows/pipeline.js';
import type { search } from '../../workflows/search.js';
import type { Benchmark } from '../benchmark.js';
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
      await timeSearch(cluster, 'warm-up', searchText(4, 1, 1));
      const { evaluations, ms } = await timeSearch(
        cluster,
        'measured',
        searchText(POPULATION, GENERATIONS, 2),
      );
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

/** Runs a pipeline, and times its search from the start of the search's workflow to the end of it. */
async function timeSearch(
  { temporal: { client } }: TestCluster,
  workflowId: string,
  text: string,
): Promise<{ evaluations: number; ms: number }> {
  await client.workflow.execute<typeof pipeline>('pipeline', {
    taskQueue: TASK_QUEUE,
    workflowId,
    args: [text],
  });
  const handle = client.workflow.getHandle<typeof search>(`${workflowId}/search`);
  const { evaluations } = await handle.result();
  const { startTime, closeTime } = await handle.describe();
  if (closeTime === undefined) throw new Error('The search has not ended.');
  // The baseline is evaluated too.
  return { evaluations: evaluations.paid + 1, ms: closeTime.getTime() - startTime.getTime() };
}

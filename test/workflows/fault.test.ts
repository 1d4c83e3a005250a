import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { GAP } from '../../core/metrics/front-table.js';
import type { Client } from '@temporalio/client';
import { canonicalJson } from '../../runtime/store/json.js';
import type { pipeline } from '../../workflows/pipeline.js';
import type { SearchProgress } from '../../workflows/search-progress.js';
import { forgetEvaluations, smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

const GENERATIONS = 4;
const TEXT = smallSearch(6, GENERATIONS);

describe('a search whose tensor workers are killed', function () {
  this.timeout(180_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  it('ends with the very front of an undisturbed one, and evaluates nothing twice', async () => {
    const { client } = cluster.temporal;
    const calm = await start(client, 'calm');
    const expected = canonicalJson((await calm.result()).steps.search.outputs.front);

    expect((await currentDetails(client, 'calm/search')).replaceAll(GAP, '')).to.contain(
      '| Candidate | Generation | mIoU | Latency (edge) |',
    );

    await forgetEvaluations(cluster);
    const troubled = await start(client, 'troubled');
    const killed = await killTensorWorkers(cluster, 'troubled');
    const actual = canonicalJson((await troubled.result()).steps.search.outputs.front);

    expect(killed).to.have.length(2);
    expect(actual).to.equal(expected);
    expect(await completedEvaluations(client, 'troubled')).to.deep.equal(
      await completedEvaluations(client, 'calm'),
    );
    expect(cluster.supervisor.workers().reduce((sum, { restarts }) => sum + restarts, 0)).to.be.at.least(2);
  });
});

function start(client: Client, workflowId: string) {
  return client.workflow.start<typeof pipeline>('pipeline', {
    taskQueue: 'espalier',
    workflowId,
    args: [TEXT],
  });
}

/** Kills both tensor workers as soon as the first generation is over, and so in the midst of the second. */
async function killTensorWorkers({ supervisor, temporal }: TestCluster, run: string): Promise<number[]> {
  const search = temporal.client.workflow.getHandle(`${run}/search`);
  for (;;) {
    const progress = await search.query<SearchProgress>('progress').catch(() => undefined);
    if (progress !== undefined && progress.generation > 0) {
      expect(progress.generation).to.be.below(GENERATIONS);
      break;
    }
    await sleep(50);
  }
  const pids = supervisor
    .workers()
    .flatMap(({ role, pid }) => (role === 'tensor' && pid !== undefined ? [pid] : []));
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids;
}

/** What the Web UI shows under a workflow's user metadata. */
async function currentDetails(client: Client, workflowId: string): Promise<string> {
  const metadata: unknown = await client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata');
  return typeof metadata === 'object' && metadata !== null && 'currentDetails' in metadata
    ? String(metadata.currentDetails)
    : '';
}

/** How many evaluations completed, by generation. */
async function completedEvaluations(client: Client, run: string): Promise<number[]> {
  return Promise.all(
    Array.from({ length: GENERATIONS }, async (_, index) => {
      const handle = client.workflow.getHandle(`${run}/search/generation-${String(index + 1)}`);
      const { events } = await handle.fetchHistory();
      const scheduled = new Set(
        (events ?? []).flatMap((event) =>
          event.activityTaskScheduledEventAttributes?.activityType?.name === 'evaluate'
            ? [String(event.eventId)]
            : [],
        ),
      );
      return (events ?? []).filter(({ activityTaskCompletedEventAttributes: done }) =>
        done ? scheduled.has(String(done.scheduledEventId)) : false,
      ).length;
    }),
  );
}

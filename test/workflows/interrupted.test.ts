import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Random } from '../../core/random.js';
import { canonicalJson } from '../../runtime/store/json.js';
import { type DevServer, startDevServer } from '../../runtime/temporal/dev-server.js';
import type { pipeline } from '../../workflows/pipeline.js';
import type { SearchProgress } from '../../workflows/search-progress.js';
import { forgetEvaluations, smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

/** Enough for boundaries and instants of both runs; each kill costs as long as it takes to be noticed. */
const [SHORT, LONG] = [2, 4];

describe('a search that is interrupted all the time', function () {
  this.timeout(300_000);
  let cluster: TestCluster;
  let server: DevServer;
  let state: string;

  before(async () => {
    state = await mkdtemp(join(tmpdir(), 'espalier-server-'));
    server = await startServer();
    cluster = await startTestCluster(2, { address: server.address });
  });

  after(async () => {
    await cluster.stop();
    await server.stop();
    await rm(state, { recursive: true });
  });

  it('is extended to the very front of a longer one that nobody disturbed', async () => {
    const expected = await (await start('calm', smallSearch(4, LONG))).front();
    await forgetEvaluations(cluster);

    const first = await start('short', smallSearch(4, SHORT));
    const [, before] = await Promise.all([first.front(), disturb('short', first.ended)]);
    const resumption = 'resume: { run: short }\n      population:';
    const second = await start('long', smallSearch(4, LONG).replace('population:', resumption));
    const [actual, killed] = await Promise.all([second.front(), disturb('long', second.ended)]);

    expect(before.boundaries + killed.boundaries).to.be.at.least(LONG - 2);
    expect(before.instants + killed.instants).to.be.at.least(1);
    expect(before.servers).to.equal(1);
    expect(actual).to.equal(expected);
  });

  function startServer(port?: number): Promise<DevServer> {
    return startDevServer({ dbFile: join(state, 'temporal.db'), log: join(state, 'temporal.log'), port });
  }

  async function start(workflowId: string, text: string) {
    const { client } = cluster.temporal;
    await client.workflow.start<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [text],
    });
    const ended = new AbortController();
    return {
      ended: ended.signal,
      async front(): Promise<string> {
        for (;;) {
          try {
            const { steps } = await client.workflow.getHandle<typeof pipeline>(workflowId).result();
            ended.abort();
            return canonicalJson(steps.search.outputs.front);
          } catch (error) {
            // A call that waits for the result dies with the server; the run does not.
            if (!(error instanceof Error) || error.name !== 'ServiceError') throw error;
            await sleep(200);
          }
        }
      },
    };
  }

  /** Kills what runs workflows whenever a generation ends, what evaluates at random instants, and the server once. */
  async function disturb(run: string, ended: AbortSignal) {
    const random = Random.fromSeed(11);
    const search = cluster.temporal.client.workflow.getHandle(`${run}/search`);
    const killed = { boundaries: 0, instants: 0, servers: 0 };
    let seen: number | undefined;
    let due = Date.now() + 2000;
    while (!ended.aborted) {
      await sleep(50);
      const progress = await search.query<SearchProgress>('progress').catch(() => undefined);
      if (progress !== undefined && seen !== undefined && progress.generation > seen) {
        killed.boundaries += kill('control');
      }
      seen = progress?.generation ?? seen;
      if (Date.now() > due) {
        killed.instants += kill('tensor');
        due = Date.now() + 6000 + random.below(6000);
      }
      if (run === 'short' && killed.servers === 0 && seen === 1) {
        process.kill(server.pid, 'SIGKILL');
        await server.ended;
        server = await startServer(Number(server.address.split(':')[1]));
        killed.servers++;
      }
    }
    return killed;
  }

  function kill(role: 'control' | 'tensor'): number {
    const pid = cluster.supervisor
      .workers()
      .find((worker) => worker.role === role && worker.pid !== undefined)?.pid;
    if (pid === undefined) return 0;
    process.kill(pid, 'SIGKILL');
    return 1;
  }
});

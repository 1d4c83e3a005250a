import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { expect } from 'chai';
import { searchAttributes } from '../../core/search-attributes.js';
import { startDevServer, type DevServer } from '../../runtime/temporal/dev-server.js';
import { locateTemporalCli } from '../../runtime/temporal/locate.js';
import { registeredAttributes, registrationCommand } from '../../runtime/temporal/search-attributes.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';
import { scratchFolder } from '../runtime/temporal/scratch.js';

describe('search attributes', function () {
  this.timeout(120_000);

  function start({ temporal }: TestCluster) {
    return temporal.client.workflow.start<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: 'indexed',
      args: [smallSearch(4, 2)],
    });
  }

  it('are on a server of our own, and tell of runs and searches there', async () => {
    const cluster = await startTestCluster(1);
    try {
      const { client } = cluster.temporal;
      const { steps } = await (await start(cluster)).result();
      const search = await client.workflow.getHandle('indexed/search').describe();
      expect(indexed(search)).to.deep.include({
        EspalierPipeline: 'small-search',
        EspalierStep: ['search'],
        EspalierGeneration: 2,
      });
      const run = await client.workflow.getHandle('indexed').describe();
      expect(indexed(run)).to.not.have.property('EspalierStep');
      expect(steps.search.outputs).to.have.nested.property(
        'front.hypervolume',
        indexed(run).EspalierHypervolume,
      );
      expect(run.memo).to.deep.equal({ pipeline: 'small-search' });
      const found = await idsWhen(cluster, "EspalierPipeline = 'small-search' AND EspalierBestMiou > 0");
      expect(found).to.have.members(['indexed', 'indexed/search']);
    } finally {
      await cluster.stop();
    }
  });

  it('are left out where the server lacks them, and the run is as good', async () => {
    const scratch = scratchFolder();
    const server: DevServer = await startDevServer({
      dbFile: join(scratch.path, 'bare.db'),
      log: join(scratch.path, 'bare.log'),
    });
    const cluster = await startTestCluster(1, { address: server.address });
    try {
      const { connection, client } = cluster.temporal;
      expect(await registeredAttributes(connection, 'default')).to.deep.equal([]);
      const handle = await start(cluster);
      await handle.result();
      const { events } = await handle.fetchHistory();
      expect((events ?? []).filter((event) => event.workflowTaskFailedEventAttributes)).to.deep.equal([]);
      expect((await client.workflow.getHandle('indexed').describe()).memo).to.deep.equal({
        pipeline: 'small-search',
      });
      const command = registrationCommand(searchAttributes, 'default').split(' ').slice(1);
      execFileSync(locateTemporalCli().path, [...command, '--address', server.address]);
      expect(await registeredAttributes(connection, 'default')).to.deep.equal(searchAttributes);
    } finally {
      await cluster.stop();
      await server.stop();
      scratch.remove();
    }
  });

  function indexed({ typedSearchAttributes }: WorkflowExecutionDescription): Record<string, unknown> {
    return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  }

  /** Visibility follows the histories at a short distance. */
  async function idsWhen({ temporal }: TestCluster, query: string): Promise<string[]> {
    for (let turn = 0; ; turn++) {
      const ids: string[] = [];
      for await (const { workflowId } of temporal.client.workflow.list({ query })) ids.push(workflowId);
      if (ids.length >= 2 || turn > 50) return ids;
      await sleep(100);
    }
  }
});

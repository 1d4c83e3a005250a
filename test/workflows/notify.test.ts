import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import type { RunMessage } from '../../activities/messages.js';
import type { pipeline, PipelineProgress } from '../../workflows/pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

describe('notifications', function () {
  this.timeout(120_000);
  let cluster: TestCluster;
  let webhooks: Server;
  let posted: { path: string; message: RunMessage }[];

  before(async () => {
    cluster = await startTestCluster(1);
    webhooks = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        posted.push({ path, message: JSON.parse(body) as RunMessage });
        const busy = path === '/busy' && posted.filter((post) => post.path === path).length === 1;
        response.writeHead(path === '/wrong' ? 404 : busy ? 503 : 204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(webhooks, 'listening');
  });

  after(async () => {
    webhooks.close();
    await cluster.stop();
  });

  beforeEach(() => {
    posted = [];
  });

  function start(workflowId: string, success: string, failure: string, text = smallSearch(2, 1)) {
    const address = webhooks.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const hook = (path: string) => `{ webhook: 'http://127.0.0.1:${port}/${path}' }`;
    return cluster.temporal.client.workflow.start<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [`${text}\nonSuccess: ${hook(success)}\nonFailure: ${hook(failure)}\n`],
    });
  }

  it('tell of a success once it is known, also a server that is busy at first', async () => {
    const { steps, notifications } = await (await start('good', 'busy', 'bad')).result();
    expect(posted.map(({ path }) => path)).to.deep.equal(['/busy', '/busy']);
    const { message } = posted[1];
    expect(message).to.include({ version: 1, event: 'success', pipeline: 'small-search', run: 'good' });
    expect(message.searches?.[0].hypervolume).to.equal(
      (steps.search.outputs.front as { hypervolume: number }).hypervolume,
    );
    expect(notifications?.map(({ event, failure }) => [event, failure])).to.deep.equal([
      ['success', undefined],
    ]);
  });

  it('that are refused are shown, and fail nothing', async () => {
    const { notifications } = await (await start('refused', 'wrong', 'bad')).result();
    expect(posted).to.have.lengthOf(1);
    expect(notifications?.[0].failure).to.contain('WEBHOOK_REFUSED').and.to.contain('404');
  });

  it('tell of a failure with its code, and leave the run its own', async () => {
    const broken = smallSearch(2, 1).replace('weights/deeplab-digits', 'weights/nowhere');
    const handle = await start('broken', 'good', 'bad', broken);
    const failure: unknown = await handle.result().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).with.nested.property('cause.cause.type', 'WEIGHTS_FILE_MISSING');
    expect(posted.map(({ path }) => path)).to.deep.equal(['/bad']);
    expect(posted[0].message).to.have.nested.property('failure.code', 'WEIGHTS_FILE_MISSING');
    const { notifications } = await handle.query<PipelineProgress>('progress');
    expect(notifications?.map(({ event }) => event)).to.deep.equal(['failure']);
  });
});

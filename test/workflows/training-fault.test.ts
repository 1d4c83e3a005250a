import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { expect } from 'chai';
import { happeningsOf } from '../../cli/history.js';
import type { TrainHeartbeat } from '../../activities/messages.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { startTestCluster, type TestCluster } from '../cluster.js';

/** Long enough for a checkpoint, which comes every ten seconds, and for a good part after it. */
const TEXT = `
version: 1
name: training
seed: 5
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, width: 0.125, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 5600, validation: 32 }
steps:
  train: { uses: train, with: { network: deeplab, dataset: digits, epochs: 1, learningRate: 0.004 } }
`;

describe('a training whose worker is killed', function () {
  this.timeout(240_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(1);
  });

  after(() => cluster.stop());

  it('goes on from its checkpoint, and ends with the very weights of an undisturbed one', async () => {
    const { client } = cluster.temporal;
    const calm = await start(client, 'calm');
    const expected = (await calm.result()).steps.train.outputs;

    const troubled = await start(client, 'troubled');
    const before = await waitFor(client, ({ checkpoint }) => checkpoint !== null);
    for (const { role, pid } of cluster.supervisor.workers()) {
      if (role === 'tensor' && pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    const after = await waitFor(client, ({ step }, attempt) => attempt > 1 && step > 0);

    expect(before.step).to.be.above(20);
    // A training that begins anew would be seen in its first steps; this one is where the checkpoint was, or further.
    expect(after.step).to.be.above(before.step / 2);
    expect((await troubled.result()).steps.train.outputs).to.deep.equal(expected);
    const told = (await happeningsOf(client, 'troubled')).map(({ text }) => text).join('\n');
    expect(told).to.match(/train: attempt 2 after TIMED_OUT/);
  });
});

function start(client: Client, workflowId: string) {
  return client.workflow.start<typeof pipeline>('pipeline', {
    taskQueue: 'espalier',
    workflowId,
    args: [TEXT],
  });
}

/** The first heartbeat of the troubled training that is as wanted. */
async function waitFor(
  client: Client,
  wanted: (beat: TrainHeartbeat, attempt: number) => boolean,
): Promise<TrainHeartbeat> {
  const handle = client.workflow.getHandle('troubled');
  for (;;) {
    const { raw, status } = await handle.describe();
    expect(status.name).to.equal('RUNNING');
    for (const { heartbeatDetails, attempt } of raw.pendingActivities ?? []) {
      const payload = heartbeatDetails?.payloads?.at(0);
      const beat: unknown = payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
      if (isTraining(beat) && wanted(beat, attempt ?? 1)) return beat;
    }
    await sleep(100);
  }
}

function isTraining(value: unknown): value is TrainHeartbeat {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'train';
}

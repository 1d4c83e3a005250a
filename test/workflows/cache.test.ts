import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { pipeline } from '../../workflows/pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

describe('evaluations across runs', function () {
  this.timeout(120_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  async function searchOf(workflowId: string, text: string) {
    const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [text],
    });
    const { front, evaluations } = steps.search.outputs;
    return { front, evaluations };
  }

  it('are paid for once: a repeated run evaluates nothing, and a vanished answer is evaluated anew', async () => {
    const first = await searchOf('first', smallSearch(4, 2));
    expect(first.evaluations).to.include({ cached: 0 }).and.not.include({ paid: 0 });
    const second = await searchOf('second', smallSearch(4, 2));
    const { paid } = countsOf(first.evaluations);
    expect(second).to.deep.equal({
      front: first.front,
      evaluations: { ...countsOf(first.evaluations), paid: 0, cached: paid },
    });
    await rm(join(cluster.folder, 'home', 'store', 'labels'), { recursive: true });
    expect(await searchOf('third', smallSearch(4, 2))).to.deep.equal(first);
  });

  it('count for nothing where images, seed or settings differ', async () => {
    const { evaluations } = await searchOf('known', smallSearch(4, 1));
    expect(evaluations).to.include({ paid: 0 });
    const others = [
      smallSearch(4, 1).replace('validation: 32', 'validation: 31'),
      smallSearch(4, 1).replace('recalibrationImages: 32', 'recalibrationImages: 16'),
      smallSearch(4, 1).replace('seed: 3', 'seed: 4'),
    ];
    for (const [index, text] of others.entries()) {
      expect((await searchOf(`other-${String(index)}`, text)).evaluations).to.include({ cached: 0 });
    }
  });
});

function countsOf(value: unknown): {
  readonly paid: number;
  readonly cached: number;
  readonly saved: number;
} {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('paid' in value && 'cached' in value && 'saved' in value)
  ) {
    throw new Error(`no counts: ${JSON.stringify(value)}`);
  }
  return { paid: Number(value.paid), cached: Number(value.cached), saved: Number(value.saved) };
}

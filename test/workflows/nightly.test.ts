import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { expect } from 'chai';
import { rootCause } from '../../cli/failure.js';
import { projectRoot } from '../../runtime/project.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { isSearchOutput } from '../../workflows/values.js';
import { espalier } from '../cli/espalier.js';
import { startTestCluster, type TestCluster } from '../cluster.js';

const SMALL = { seeds: [1, 2], train: 64, validation: 16, images: 16, compression: 1.1 };

describe('pipelines/nightly.yaml', function () {
  this.timeout(180_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(1);
  });

  after(() => cluster.stop());

  function night(id: string, inputs: object) {
    return cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: id,
      args: [join(projectRoot, 'pipelines/nightly.yaml'), { inputs: { ...SMALL, ...inputs } }],
    });
  }

  /** What `espalier plan` says of the sweep, on the store of these runs. */
  async function planned(sizes: string): Promise<unknown> {
    const sets = Object.entries({ ...SMALL, sizes }).flatMap(([name, value]) => [
      '--set',
      `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ]);
    const file = join(projectRoot, 'pipelines/nightly.yaml');
    const { out } = await espalier(cluster.folder, 'plan', file, '--home', 'home', '--json', ...sets);
    const plan: unknown = JSON.parse(out);
    expect(plan).to.have.nested.property('steps[1].step', 'sweep');
    return isPlan(plan) ? plan.steps[1] : undefined;
  }

  it('pays for no evaluation twice, and fails where a hypervolume drops', async () => {
    expect(await planned('[[4, 2]]')).to.include({ times: 2, evaluations: 16, cached: 0 });
    const first = await night('night-1', { sizes: [[4, 2]] });
    expect(paid(first.steps.sweep.parts)).to.be.above(0);
    expect(first.steps.compare.outputs).to.deep.equal({ changes: [0, 0] });
    const judged = paid(first.steps.sweep.parts) + cached(first.steps.sweep.parts);
    expect(await planned('[[4, 2]]')).to.include({ evaluations: 16, cached: judged });

    const second = await night('night-2', { sizes: [[4, 2]] });
    expect(paid(second.steps.sweep.parts)).to.equal(0);
    expect(cached(second.steps.sweep.parts)).to.equal(judged);
    expect(second.steps.compare.outputs).to.deep.equal({ changes: [0, 0] });

    const worse = await night('night-3', { sizes: [[2, 1]], maxDrop: 0 }).catch((error: unknown) => {
      if (error instanceof WorkflowFailedError) return rootCause(error);
      throw error;
    });
    expect(worse).to.have.property('code', 'HYPERVOLUME_DROPPED');
    expect(worse).to.have.property('message').that.contains("Against run 'night-2'");
  });
});

function isPlan(value: unknown): value is { readonly steps: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps);
}

const paid = (parts: readonly object[] | undefined): number => total(parts, 'paid');
const cached = (parts: readonly object[] | undefined): number => total(parts, 'cached');

function total(parts: readonly object[] = [], count: 'paid' | 'cached'): number {
  return parts.filter(isSearchOutput).reduce((sum, { evaluations }) => sum + evaluations[count], 0);
}

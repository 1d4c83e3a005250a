import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { expect } from 'chai';
import { parse } from 'yaml';
import { projectRoot } from '../../runtime/project.js';
import type { pipeline } from '../../workflows/pipeline.js';
import type { PipelineInput } from '../../workflows/read-pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

const LOAD_ONLY = `
version: 1
name: load-only
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, width: 0.25, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 64, validation: 32 }
steps:
  load: { uses: load, with: { network: deeplab, dataset: digits, weights: weights/deeplab-digits.safetensors } }
  judge: { uses: evaluate, with: { network: "\${{ steps.load.network }}", dataset: digits } }
`;

describe('the pipeline workflow', function () {
  this.timeout(120_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(1);
  });

  after(() => cluster.stop());

  function execute(workflowId: string, input: PipelineInput) {
    return cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [input],
    });
  }

  it('takes bytes, text and a parsed document alike, and the shipped baseline is above 80 % mIoU', async () => {
    const document: unknown = parse(LOAD_ONLY);
    if (typeof document !== 'object' || document === null) throw new Error('The pipeline is no map.');
    const outputs = await Promise.all([
      execute('bytes', new TextEncoder().encode(LOAD_ONLY)),
      execute('text', LOAD_ONLY),
      execute('object', document),
    ]);
    const [first, ...others] = outputs.map(({ steps }) => [steps.load.outputs, steps.judge.outputs]);
    for (const other of others) expect(other).to.deep.equal(first);
    expect(outputs[0].steps.judge.outputs.miou).to.be.above(0.8);
  });

  it('takes the path of a file on the worker, whose own folder relative paths start at', async () => {
    const { writeFile } = await import('node:fs/promises');
    const path = join(cluster.folder, 'p.yaml');
    const targets = 'targets:\n  edge: { file: edge.yaml }\n  gpu: { library: rtx2080 }\nsteps:';
    await writeFile(path, LOAD_ONLY.replace('weights/deeplab', 'copy').replace('steps:', targets));
    const edge = join(cluster.folder, 'edge.yaml');
    await writeFile(edge, 'model: roofline\npeakGmacs: 1\ndramGbps: 1\nwordBits: 8\n');
    await writeFile(
      join(cluster.folder, 'copy-digits.safetensors'),
      await readFile(join(projectRoot, 'pipelines/weights/deeplab-digits.safetensors')),
    );
    const { steps } = await execute('path', path);
    expect(steps.load.outputs.network).to.match(/^sha256:/);
    await writeFile(edge, 'model: roofline\n');
    const failure = await execute('wrong target', path).catch((error: unknown) => error);
    expect(rootOf(failure).type).to.equal('TARGET_FILE_INVALID');
    expect(rootOf(failure).message).to.match(/edge\.yaml:1:1 MISSING_KEY/);
  });

  it('saves to and loads from paths with expressions in them', async () => {
    const text = `${LOAD_ONLY}
  save: { uses: save, with: { network: "\${{ steps.load.network }}", weights: "${cluster.folder}/\${{ 'co' + 'py' }}.safetensors" } }
  again: { uses: load, with: { network: deeplab, weights: "\${{ steps.save.weights }}" } }
`;
    const { steps } = await execute('round-trip', text);
    expect(steps.save.outputs.weights).to.equal(join(cluster.folder, 'copy.safetensors'));
    expect(steps.again.outputs.network).to.equal(steps.load.outputs.network);
  });

  it('fails at once on a bad pipeline, with every problem and its place', async () => {
    const bad = LOAD_ONLY.replace('width: 0.25', 'widht: 0.25').replace('steps.load', 'steps.laod');
    const failure = await execute('bad', bad).catch((error: unknown) => error);
    if (!(failure instanceof WorkflowFailedError) || !(failure.cause instanceof ApplicationFailure))
      throw failure;
    expect(failure.cause.type).to.equal('INVALID_PIPELINE');
    expect(failure.cause.message)
      .to.match(/pipeline\.yaml:5:63 UNKNOWN_KEY/)
      .and.match(/UNKNOWN_STEP/);
  });

  it('fails on an expression that has no value, in place of waiting for ever', async () => {
    const text = `${smallSearch(2, 1)}
  pick: { uses: select, with: { from: "\${{ steps.search.front }}", count: 1 } }
  judge: { uses: evaluate, with: { network: "\${{ steps.pick.candidates[5].network }}", dataset: digits } }
`;
    const failure = await execute('no-value', text).catch((error: unknown) => error);
    if (!(failure instanceof WorkflowFailedError) || !(failure.cause instanceof ApplicationFailure))
      throw failure;
    expect(failure.cause.type).to.equal('EXPRESSION_FAILED');
  });

  it("fails with the code of a user's mistake that only the run can meet", async () => {
    const missing = LOAD_ONLY.replace('deeplab-digits', 'nowhere');
    const failure = await execute('missing', missing).catch((error: unknown) => error);
    expect(rootOf(failure).type).to.equal('WEIGHTS_FILE_MISSING');
  });
});

function rootOf(failure: unknown): ApplicationFailure {
  if (!(failure instanceof WorkflowFailedError)) throw failure;
  let root: Error = failure;
  while (root.cause instanceof Error) root = root.cause;
  if (!(root instanceof ApplicationFailure)) throw root;
  return root;
}

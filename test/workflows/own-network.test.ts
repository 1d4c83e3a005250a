import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { openDigits } from '../../runtime/datasets/digits.js';
import { exportOnnx } from '../../runtime/onnx/export.js';
import { projectRoot } from '../../runtime/project.js';
import { decodeSafetensors } from '../../runtime/tensor/safetensors.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { startTestCluster, type TestCluster } from '../cluster.js';

const SIDE = 64;
const IMAGES = 80;

describe("a pipeline over the user's own files", function () {
  this.timeout(180_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  it('goes from an ONNX file and two folders to a compiled network', async () => {
    const { folder } = cluster;
    await writeModel(join(folder, 'models'));
    await writeImages(join(folder, 'data'));
    const shipped = await readFile(join(projectRoot, 'pipelines/own-network.yaml'), 'utf8');
    const file = join(folder, 'own-network.yaml');
    await writeFile(
      file,
      shipped.replace('population: 8', 'population: 4').replace('generations: 5', 'generations: 2'),
    );

    const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: 'own-network',
      args: [file],
    });

    const [program] = listOf(steps.compile.outputs.programs);
    const onnx = fieldOf(fieldOf(program, 'onnx'), 'path');
    const session = await InferenceSession.create(await readFile(String(onnx)));
    expect(session.inputNames).to.deep.equal(['pixels']);
    expect(session.outputNames).to.deep.equal(['scores']);
    await session.release();
    const report: unknown = JSON.parse(
      await readFile(String(fieldOf(fieldOf(steps.report.outputs.report, 'results'), 'path')), 'utf8'),
    );
    const html = fieldOf(fieldOf(steps.report.outputs.report, 'html'), 'path');
    const page = await readFile(String(html), 'utf8');
    expect(page.match(/<img\s[^>]*alt="Classes that [^"]*fine-tuned predicts/g)).to.have.length(3);
    const [solution] = listOf(fieldOf(report, 'solutions'));
    const ops = (key: string) => Number(fieldOf(fieldOf(solution, key), 'ops'));
    expect(ops('pruned')).to.be.below(ops('baseline'));
    const miou = (key: string) => Number(fieldOf(fieldOf(solution, key), 'miou'));
    expect(miou('baseline')).to.be.above(0.8);
    // The search judges on all images too.
    expect(miou('unpruned')).to.equal(miou('baseline'));
    expect(miou('finetuned')).to.be.above(miou('pruned'));
  });
});

/** The network that ships, as somebody else's exporter would name its ends. */
async function writeModel(folder: string): Promise<void> {
  const network = buildArchitecture(
    {
      architecture: 'deeplabv3plus',
      backbone: 'resnet18',
      width: 0.25,
      input: { height: SIDE, width: SIDE },
    },
    11,
  );
  const weights = join(projectRoot, 'pipelines/weights/deeplab-digits.safetensors');
  const signature = { input: 'pixels', output: 'scores' };
  const bytes = exportOnnx({ ...network, signature }, decodeSafetensors(await readFile(weights)).weights, {
    foldBatchNorm: false,
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mine.onnx'), bytes);
}

async function writeImages(folder: string): Promise<void> {
  const size = { height: SIDE, width: SIDE };
  const { train } = await openDigits({ kind: 'digits', train: IMAGES, validation: 1 }, { ...size, seed: 5 });
  await mkdir(join(folder, 'images'), { recursive: true });
  await mkdir(join(folder, 'labels'), { recursive: true });
  for (let index = 0; index < IMAGES; index++) {
    const { image, labels } = await train.read(index);
    const name = `${String(index).padStart(3, '0')}.png`;
    await sharp(image, { raw: { ...size, channels: 3 } })
      .png()
      .toFile(join(folder, 'images', name));
    await sharp(labels, { raw: { ...size, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'labels', name));
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

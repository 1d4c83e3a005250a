import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { countLayers } from '../../core/network/counts.js';
import { withFullSizeLogits } from '../../core/network/full-size.js';
import { geneAt, geneSpace, planFromGenome } from '../../core/network/genome.js';
import { channelGroups } from '../../core/network/groups.js';
import type { Network, Shape } from '../../core/network/layer.js';
import { prunedNetwork, sliceWeights } from '../../core/network/prune.js';
import { rankChannels } from '../../core/network/ranking/index.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { EspalierError } from '../../core/errors.js';
import type { Dataset } from '../../runtime/datasets/dataset.js';
import { exportOnnx } from '../../runtime/onnx/export.js';
import { readOnnx } from '../../runtime/onnx/import/file.js';
import { train } from '../../runtime/tensor/training/train.js';

/** What `export.py` writes beside each model. */
interface Sidecar {
  readonly input: { readonly shape: readonly number[]; readonly file: string };
  readonly outputs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly file: string;
  }[];
}

/**
 * Takes every model that `export.py` wrote through the whole way: read, exported again and compared with what
 * onnxruntime gave for the original; MACs against the public counter's; 30 % pruned, fine-tuned for one step, exported
 * and run. Prints a line a model; exits with 1 where one falls short.
 *
 *     node dist/test/peers/real-exports.js FOLDER [NAME…]
 */
const [folder, ...wanted] = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.onnx'))
  .map((file) => file.slice(0, -'.onnx'.length))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

console.log(
  'model | difference / largest value | MACs | theirs | groups | prunable | frozen channels | loss | pruned MACs',
);
for (const name of names) {
  try {
    console.log(`${name} | ${(await check(name)).join(' | ')}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(
      `${name} | ${error instanceof EspalierError ? `${error.code} ${error.message}` : String(error)}`,
    );
  }
}

async function check(name: string): Promise<string[]> {
  const sidecar = readSidecar(name);
  const [height, width] = spatial(sidecar.input.shape);
  const { network, weights } = await readOnnx(join(folder, `${name}.onnx`), { input: { height, width } });
  const given = floats(sidecar.input.file);
  const image = sidecar.input.shape[1] === 3 ? given : channelsFirst(given, sidecar.input.shape);
  const [expected] = sidecar.outputs;
  const outputs = await run(exportOnnx(network, weights, { foldBatchNorm: true }), network, image);
  const difference = compare(
    outputs,
    floats(expected.file),
    expected.shape,
    shapeOf(inferShapes(network), network.delivers ?? network.output),
  );
  if (!(difference <= 1e-4)) process.exitCode = 1;

  const macs = countLayers(network).total.macs;
  const theirs = theirMacs(name);
  if (theirs !== undefined && theirs !== macs) process.exitCode = 1;

  const groups = channelGroups(network);
  const frozen = groups.filter(({ prunable }) => !prunable).reduce((sum, { channels }) => sum + channels, 0);
  const space = geneSpace(groups, { roundTo: 1, minRatio: 0 });
  const ranking = rankChannels(network, groups, weights, { criterion: 'l1' });
  const plan = planFromGenome(
    space,
    ranking,
    space.map((gene) => geneAt(gene, 0.3)),
  );
  const pruned = prunedNetwork(network, plan);
  const { loss, tuned } = await fineTune(withFullSizeLogits(pruned), sliceWeights(network, plan, weights));
  const result = await run(exportOnnx(pruned, tuned), pruned, image);
  if (!result.every(Number.isFinite)) throw new Error('the pruned network gives values that are not finite');
  return [
    difference.toExponential(1),
    String(macs),
    theirs === undefined ? '-' : String(theirs),
    String(groups.length),
    String(groups.filter(({ prunable }) => prunable).length),
    String(frozen),
    loss,
    String(countLayers(pruned).total.macs),
  ];
}

function readSidecar(name: string): Sidecar {
  const value: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  if (!isSidecar(value)) throw new Error(`${name}.json is not what export.py writes`);
  return value;
}

function isSidecar(value: unknown): value is Sidecar {
  return typeof value === 'object' && value !== null && 'input' in value && 'outputs' in value;
}

function spatial(shape: readonly number[]): readonly number[] {
  return shape[1] === 3 ? shape.slice(2) : shape.slice(1, 3);
}

function floats(file: string): Float32Array {
  const bytes = readFileSync(join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function channelsFirst(data: Float32Array, [, height, width, channels]: readonly number[]): Float32Array {
  return Float32Array.from({ length: data.length }, (_, i) => {
    const pixel = i % (height * width);
    return data[pixel * channels + Math.floor(i / (height * width))];
  });
}

async function run(model: Uint8Array, network: Network, image: Float32Array): Promise<Float32Array> {
  const { channels, height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  try {
    const feeds = { [session.inputNames[0]]: new Tensor('float32', image, [1, channels, height, width]) };
    const { data } = (await session.run(feeds))[session.outputNames[0]];
    return data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>);
  } finally {
    await session.release();
  }
}

/** The greatest difference over the greatest value. Theirs may have channels last. */
function compare(
  ours: Float32Array,
  theirs: Float32Array,
  shape: readonly number[],
  { channels }: Shape,
): number {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} values instead of ${theirs.length}`);
  const last = shape.length === 4 && shape[1] !== channels && shape[3] === channels;
  const expected = last ? channelsFirst(theirs, shape) : theirs;
  let [worst, largest] = [0, 1e-30];
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - ours[i]));
    largest = Math.max(largest, Math.abs(value));
  });
  return worst / largest;
}

function theirMacs(name: string): number | undefined {
  const network = name.split('-')[0];
  try {
    const url = new URL(`../../../test/peers/figures/macs-${network}.json`, import.meta.url);
    const value: unknown = JSON.parse(readFileSync(url, 'utf8'));
    return typeof value === 'object' && value !== null && 'macs' in value ? Number(value.macs) : undefined;
  } catch {
    return undefined;
  }
}

async function fineTune(network: Network, weights: Weights): Promise<{ loss: string; tuned: Weights }> {
  const shapes = inferShapes(network);
  const input = shapeOf(shapes, network.layers[0].name);
  const { channels } = shapeOf(shapes, network.output);
  let loss = NaN;
  try {
    const result = await train(
      {
        network,
        weights,
        dataset: stripes(input, channels),
        settings: {
          epochs: 1,
          batchSize: 2,
          optimizer: 'sgd',
          learningRate: 1e-4,
          schedule: { kind: 'constant', warmupSteps: 0 },
          seed: 1,
        },
      },
      { onProgress: (progress) => (loss = progress.loss) },
    );
    return { loss: loss.toFixed(4), tuned: result.weights };
  } catch (error) {
    if (!(error instanceof EspalierError) || error.code !== 'LAYER_NOT_TRAINABLE') throw error;
    return { loss: error.code, tuned: weights };
  }
}

/** Two images whose classes lie in stripes. */
function stripes({ height, width }: Shape, classes: number): Dataset {
  const split = {
    length: 2,
    read: (index: number) =>
      Promise.resolve({
        height,
        width,
        image: Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 37 + index * 11) % 256),
        labels: Uint8Array.from({ length: height * width }, (_, i) => Math.floor(i / width / 4) % classes),
      }),
  };
  return {
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    train: split,
    validation: split,
  };
}

import { TensorError } from '../../../core/errors.js';
import type { BatchNormLayer, Network, Shape } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import { inferShapes } from '../../../core/network/shapes.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { GraphBuilder } from '../../onnx/graph.js';
import { type LoweringContext, lowerNetwork } from '../../onnx/lower.js';
import { type FloatTensor, floatsOf, runSession, withSession } from './session.js';

/** Memory that the activations of a recalibration may take, bytes. */
const MEMORY_BUDGET = 1 << 30;
/** Activations of the largest size that are alive at once: a batch norm's input, its centred form, and its output. */
const LIVE_ACTIVATIONS = 3;

/**
 * Estimates the running statistics of every batch norm anew, as pruning calls for: the channels that are left see
 * other inputs than those that their statistics were taken on. Each batch norm normalises with the batch's own mean
 * and (population) variance, as in training; several batches are pooled by the law of total variance, weighted by their
 * images. Batches are normalised images, [N, channels, height, width].
 *
 * Throws a TensorError `EVALUATION_NOT_FINITE` where statistics are not finite.
 */
export async function recalibrate(
  network: Network,
  weights: Weights,
  batches: AsyncIterable<FloatTensor>,
): Promise<Weights> {
  const norms = network.layers.filter((layer) => layer.kind === 'batchnorm');
  if (norms.length === 0) return weights;
  const { model, outputs } = statisticsModel(network, weights);
  const pools = norms.map((layer) => emptyPool(weightOf(weights, `${layer.name}.weight`).data.length));
  await withSession(model, async (session) => {
    for await (const batch of batches) {
      const values = await runSession(session, batch);
      norms.forEach((layer, i) => {
        const { mean, variance } = nameOf(outputs, layer);
        addToPool(pools[i], batch.shape[0], floatsOf(values, mean), floatsOf(values, variance));
      });
    }
  });
  const recalibrated = new Map(weights);
  norms.forEach((layer, i) => setStatistics(recalibrated, layer, pools[i]));
  return recalibrated;
}

/** How many images a recalibration can take at once within its memory; at least 1. */
export function recalibrationBatch(network: Network): number {
  const volume = ({ channels, height, width }: Shape): number => channels * height * width;
  const largest = Math.max(...[...inferShapes(network).values()].map(volume));
  const bytes = largest * LIVE_ACTIVATIONS * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.floor(MEMORY_BUDGET / bytes));
}

interface StatisticsNames {
  readonly mean: string;
  readonly variance: string;
}

function statisticsModel(network: Network, weights: Weights) {
  const graph = new GraphBuilder();
  const outputs = new Map<string, StatisticsNames>();
  lowerNetwork(graph, network, weights, {
    batch: 'N',
    batchNorm: (context, layer, input, output) => {
      outputs.set(layer.name, lowerBatchStatistics(context, layer, input, output));
    },
  });
  return { model: graph.encode({ name: 'recalibration' }), outputs };
}

/** y = (x - mean) * gamma / sqrt(variance + epsilon) + beta with the batch's own statistics, which become outputs. */
function lowerBatchStatistics(
  { graph, weights }: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
): StatisticsNames {
  const { data: gammas } = weightOf(weights, `${layer.name}.weight`);
  const perChannel = [1, gammas.length, 1, 1];
  const constant = (name: string, shape: readonly number[], data: Float32Array): string =>
    graph.floats(`${layer.name}.${name}`, { shape, data });
  const node = (operator: string, name: string, ...inputs: string[]): string =>
    graph.node(operator, inputs, graph.fresh(`${layer.name}.${name}`));
  const average = (name: string, value: string): string =>
    graph.node('ReduceMean', [value], graph.fresh(`${layer.name}.${name}`), { axes: [0, 2, 3], keepdims: 1 });

  const gamma = constant('weight', perChannel, gammas);
  const beta = constant('bias', perChannel, weightOf(weights, `${layer.name}.bias`).data);
  const epsilon = constant('epsilon', [1], Float32Array.of(layer.epsilon));
  const mean = average('mean', input);
  const centred = node('Sub', 'centred', input, mean);
  const variance = average('variance', node('Mul', 'squared', centred, centred));
  const deviation = node('Sqrt', 'deviation', node('Add', 'shifted', variance, epsilon));
  const scaled = node('Mul', 'scaled', centred, node('Div', 'scale', gamma, deviation));
  graph.node('Add', [scaled, beta], output);
  for (const name of [mean, variance]) graph.output(name, 'float', perChannel);
  return { mean, variance };
}

function nameOf(outputs: ReadonlyMap<string, StatisticsNames>, layer: BatchNormLayer): StatisticsNames {
  const names = outputs.get(layer.name);
  if (names === undefined) throw new Error(`no statistics of ${layer.name}`);
  return names;
}

/** Sums over images, in double precision, of batch means, of their squares, and of batch variances. */
interface Pool {
  images: number;
  readonly mean: Float64Array;
  readonly square: Float64Array;
  readonly variance: Float64Array;
}

function emptyPool(channels: number): Pool {
  const zeros = (): Float64Array => new Float64Array(channels);
  return { images: 0, mean: zeros(), square: zeros(), variance: zeros() };
}

function addToPool(pool: Pool, images: number, mean: Float32Array, variance: Float32Array): void {
  pool.images += images;
  for (let channel = 0; channel < mean.length; channel++) {
    pool.mean[channel] += images * mean[channel];
    pool.square[channel] += images * mean[channel] ** 2;
    pool.variance[channel] += images * variance[channel];
  }
}

function setStatistics(weights: Map<string, Tensor>, layer: BatchNormLayer, pool: Pool): void {
  const shape = [pool.mean.length];
  const mean = Float32Array.from(pool.mean, (sum) => sum / pool.images);
  const variance = Float32Array.from(pool.variance, (sum, channel) => {
    const between = pool.square[channel] / pool.images - (pool.mean[channel] / pool.images) ** 2;
    return sum / pool.images + Math.max(0, between);
  });
  if (![...mean, ...variance].every(Number.isFinite)) {
    throw new TensorError('EVALUATION_NOT_FINITE', `The statistics of '${layer.name}' are not finite.`, {
      hint: 'The weights hold values that are not numbers, or too large ones; train again.',
    });
  }
  weights.set(`${layer.name}.running_mean`, { shape, data: mean });
  weights.set(`${layer.name}.running_var`, { shape, data: variance });
}

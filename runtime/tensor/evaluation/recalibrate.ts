import { TensorError } from '../../../core/errors.js';
import { type BatchNormLayer, type Network, parameterName, type Shape } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import { inferShapes } from '../../../core/network/shapes.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { GraphBuilder } from '../../onnx/graph.js';
import { batchOf, lowerNetwork, opsetOf } from '../../onnx/lower.js';
import { type LoweringContext, parameter } from '../../onnx/lower/context.js';
import { runnableBatches } from './single-images.js';
import { type FloatTensor, floatsOf, runSession, withSession } from './session.js';

/** Memory that the activations of a recalibration may take, bytes. */
const MEMORY_BUDGET = 1 << 30;
/** Activations of the largest size that are alive at once: a batch norm's input, its centred form, and its output. */
const LIVE_ACTIVATIONS = 3;

/**
 * Estimates the running statistics of every batch norm anew, as pruning calls for: the channels that are left see
 * other inputs than those that their statistics were taken on. Each batch norm normalises with the batch's own mean
 * and (population) variance, as in training; several batches are pooled by the law of total variance, weighted by their
 * images, and so are the uses of statistics that several batch norms share. Batches are normalised images, [N, channels,
 * height, width]; a network for single images takes them one by one.
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
  const { model, outputs } = statisticsModel(network, weights, norms);
  const pools = new Map<string, Pool>();
  for (const layer of norms) {
    const channels = weightOf(weights, parameterName(layer, 'weight')).data.length;
    pools.set(ownerOf(layer), emptyPool(channels));
  }
  await withSession(model, async (session) => {
    for await (const images of batches) {
      for (const batch of runnableBatches(network, images)) {
        const values = await runSession(session, batch);
        for (const { owner, mean, variance } of outputs) {
          addToPool(poolOf(pools, owner), batch.shape[0], floatsOf(values, mean), floatsOf(values, variance));
        }
      }
    }
  });
  const recalibrated = new Map(weights);
  for (const [owner, pool] of pools) setStatistics(recalibrated, owner, pool);
  return recalibrated;
}

/** How many images a recalibration can take at once within its memory; at least 1. */
export function recalibrationBatch(network: Network): number {
  if (network.singleImage === true) return 1;
  const volume = ({ channels, height, width }: Shape): number => channels * height * width;
  const largest = Math.max(...[...inferShapes(network).values()].map(volume));
  const bytes = largest * LIVE_ACTIVATIONS * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.floor(MEMORY_BUDGET / bytes));
}

/** The layer whose parameters a batch norm uses. */
function ownerOf(layer: BatchNormLayer): string {
  return layer.shares ?? layer.name;
}

/** The values of a batch's statistics, as one batch norm sees them, and the owner of that batch norm's parameters. */
interface StatisticsNames {
  readonly owner: string;
  readonly mean: string;
  readonly variance: string;
}

function statisticsModel(network: Network, weights: Weights, norms: readonly BatchNormLayer[]) {
  const graph = new GraphBuilder(opsetOf(network));
  const outputs: StatisticsNames[] = [];
  lowerNetwork(graph, network, weights, {
    batch: batchOf(network, 'N'),
    wanted: new Map(norms.map(({ name }) => [name, name])),
    batchNorm: (context, layer, input, output) => {
      outputs.push(lowerBatchStatistics(context, layer, input, output));
    },
  });
  return { model: graph.encode({ name: 'recalibration' }), outputs };
}

/** y = (x - mean) * gamma / sqrt(variance + epsilon) + beta with the batch's own statistics, which become outputs. */
function lowerBatchStatistics(
  context: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
): StatisticsNames {
  const { graph, weights } = context;
  const channels = weightOf(weights, parameterName(layer, 'weight')).data.length;
  const perChannel = [1, channels, 1, 1];
  const node = (operator: string, name: string, ...inputs: string[]): string =>
    graph.node(operator, inputs, graph.fresh(`${layer.name}.${name}`));

  const gamma = parameter(context, layer, 'weight', perChannel);
  const beta = parameter(context, layer, 'bias', perChannel);
  const epsilon = graph.floats(`${layer.name}.epsilon`, {
    shape: [1],
    data: Float32Array.of(layer.epsilon),
  });
  const mean = lowerAverage(graph, `${layer.name}.mean`, input);
  const centred = node('Sub', 'centred', input, mean);
  const variance = lowerAverage(graph, `${layer.name}.variance`, node('Mul', 'squared', centred, centred));
  const deviation = node('Sqrt', 'deviation', node('Add', 'shifted', variance, epsilon));
  const scaled = node('Mul', 'scaled', centred, node('Div', 'scale', gamma, deviation));
  graph.node('Add', [scaled, beta], output);
  for (const name of [mean, variance]) graph.output(name, 'float', perChannel);
  return { owner: ownerOf(layer), mean, variance };
}

/** The first opset whose ReduceMean reads its axes. */
const AXES_AS_INPUT = 18;

/** The average over all but channels, [1, channels, 1, 1]. */
function lowerAverage(graph: GraphBuilder, name: string, input: string): string {
  const axes = [0, 2, 3];
  const output = graph.fresh(name);
  if (graph.opset < AXES_AS_INPUT) return graph.node('ReduceMean', [input], output, { axes, keepdims: 1 });
  return graph.node('ReduceMean', [input, graph.integers(`${name}.axes`, axes)], output, { keepdims: 1 });
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

function poolOf(pools: ReadonlyMap<string, Pool>, owner: string): Pool {
  const pool = pools.get(owner);
  if (pool === undefined) throw new Error(`no statistics of ${owner}`);
  return pool;
}

function addToPool(pool: Pool, images: number, mean: Float32Array, variance: Float32Array): void {
  pool.images += images;
  for (let channel = 0; channel < mean.length; channel++) {
    pool.mean[channel] += images * mean[channel];
    pool.square[channel] += images * mean[channel] ** 2;
    pool.variance[channel] += images * variance[channel];
  }
}

function setStatistics(weights: Map<string, Tensor>, owner: string, pool: Pool): void {
  const shape = [pool.mean.length];
  const mean = Float32Array.from(pool.mean, (sum) => sum / pool.images);
  const variance = Float32Array.from(pool.variance, (sum, channel) => {
    const between = pool.square[channel] / pool.images - (pool.mean[channel] / pool.images) ** 2;
    return sum / pool.images + Math.max(0, between);
  });
  if (![...mean, ...variance].every(Number.isFinite)) {
    throw new TensorError('EVALUATION_NOT_FINITE', `The statistics of '${owner}' are not finite.`, {
      hint: 'The weights hold values that are not numbers, or too large ones; train again.',
    });
  }
  weights.set(`${owner}.running_mean`, { shape, data: mean });
  weights.set(`${owner}.running_var`, { shape, data: variance });
}

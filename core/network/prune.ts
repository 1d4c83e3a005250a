import { NetworkError } from '../errors.js';
import { channelStructure } from './groups.js';
import type { ConvLayer, ConvTransposeLayer, Layer, Network } from './layer.js';
import { BATCH_NORM_PARAMETERS, checkWeights, weightOf } from './parameters.js';
import type { GroupId, PrunePlan } from './plan.js';
import { type ChannelTies, classesOf, isDepthwise } from './ties.js';
import type { Tensor, Weights } from './weights.js';

/**
 * The network without the channels that a plan prunes; names, order and sizes stay.
 *
 * Throws `inferShapes`'s errors, and a NetworkError for a plan that does not fit: `PLAN_VERSION`, `PLAN_UNKNOWN_GROUP`,
 * `PLAN_FROZEN_GROUP` or `PLAN_BAD_CHANNELS`.
 */
export function prunedNetwork(network: Network, plan: PrunePlan): Network {
  const reading = readPlan(network, plan);
  return { ...network, layers: network.layers.map((layer) => prunedLayer(layer, reading)) };
}

/**
 * The weights of `prunedNetwork(network, plan)`, copied out of those of the whole network.
 *
 * Throws `prunedNetwork`'s errors and `checkWeights`'s.
 */
export function sliceWeights(network: Network, plan: PrunePlan, weights: Weights): Weights {
  checkWeights(network, weights);
  const reading = readPlan(network, plan);
  const sliced = new Map<string, Tensor>();
  for (const layer of network.layers) {
    if ('shares' in layer && layer.shares !== undefined) continue;
    for (const [parameter, cut] of parameterCuts(layer, reading)) {
      const name = `${layer.name}.${parameter}`;
      sliced.set(name, take(weightOf(weights, name), cut));
    }
  }
  return sliced;
}

interface PlanReading {
  readonly ties: ChannelTies;
  /** 1 for a class that stays, 0 for one that is pruned. */
  readonly keeps: Uint8Array;
}

function prunedLayer(layer: Layer, reading: PlanReading): Layer {
  const kept = keptIndices(reading, layer.name);
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose': {
      const depthwise = isDepthwise(layer, classesOf(reading.ties, layer.inputs[0]).length);
      const groups = depthwise ? keptIndices(reading, layer.inputs[0]).length : layer.groups;
      return { ...layer, outChannels: kept.length, groups };
    }
    case 'constant':
      return { ...layer, channels: kept.length };
    case 'select': {
      const places = new Map(keptIndices(reading, layer.inputs[0]).map((channel, place) => [channel, place]));
      return { ...layer, indices: layer.indices.flatMap((index) => places.get(index) ?? []) };
    }
    default:
      return layer;
  }
}

/** What of a parameter stays along its first axes; all where an axis is left out. */
interface Cut {
  readonly rows?: readonly number[];
  readonly columns?: readonly number[];
}

function parameterCuts(layer: Layer, reading: PlanReading): [parameter: string, cut: Cut][] {
  const rows = keptIndices(reading, layer.name);
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose': {
      const weight: [string, Cut] = ['weight', filterCut(layer, reading)];
      return layer.bias ? [weight, ['bias', { rows }]] : [weight];
    }
    case 'batchnorm':
      return BATCH_NORM_PARAMETERS.map((name) => [name, { rows }]);
    case 'prelu':
      return [['slope', { rows }]];
    case 'constant':
      return [['value', { rows }]];
    case 'opaque':
      return Object.keys(layer.parameters).map((name) => [name, {}]);
    default:
      return [];
  }
}

/** All groups of a grouped convolution keep the same channels, so that the first group's stand for all. */
function filterCut(layer: ConvLayer | ConvTransposeLayer, reading: PlanReading): Cut {
  const inChannels = classesOf(reading.ties, layer.inputs[0]).length;
  const inputs = keptIndices(reading, layer.inputs[0]);
  const outputs = keptIndices(reading, layer.name);
  const firstGroup = (kept: readonly number[], channels: number): readonly number[] =>
    kept.filter((channel) => channel < channels / layer.groups);
  const depthwise = isDepthwise(layer, inChannels);
  if (layer.kind === 'conv') {
    return { rows: outputs, columns: depthwise ? undefined : firstGroup(inputs, inChannels) };
  }
  return { rows: inputs, columns: depthwise ? undefined : firstGroup(outputs, layer.outChannels) };
}

function readPlan(network: Network, plan: PrunePlan): PlanReading {
  const version: number = plan.version;
  if (version !== 1) {
    throw new NetworkError('PLAN_VERSION', `The prune plan is of version ${version}.`, {
      hint: 'This release reads version 1.',
    });
  }
  const { groups, ties, groupClasses } = channelStructure(network);
  const keeps = new Uint8Array(ties.classCount).fill(1);
  const byId = new Map(groups.map((group) => [String(group.id), group]));
  for (const [id, kept] of Object.entries<readonly number[]>(plan.keep)) {
    const group = byId.get(id);
    if (group === undefined) {
      throw new NetworkError(
        'PLAN_UNKNOWN_GROUP',
        `The prune plan names '${id}', which is no channel group.`,
        {
          hint: 'Use a plan with the network that it was made for.',
        },
      );
    }
    checkKept(group.id, kept, group.channels);
    if (kept.length === group.channels) continue;
    if (!group.prunable) {
      throw new NetworkError(
        'PLAN_FROZEN_GROUP',
        `The prune plan prunes '${id}' (${group.reason ?? 'frozen'}).`,
        {
          hint: 'The channels of the input, the output and operators that mix channels must stay.',
        },
      );
    }
    const classes = groupClasses.get(group.id) ?? [];
    for (const index of classes) keeps[index] = 0;
    for (const channel of kept) keeps[classes[channel]] = 1;
  }
  return { ties, keeps };
}

function checkKept(id: GroupId, kept: readonly number[], channels: number): void {
  const fits = kept.every(
    (channel, i) => Number.isInteger(channel) && channel > (i === 0 ? -1 : kept[i - 1]) && channel < channels,
  );
  if (kept.length === 0 || !fits) {
    throw new NetworkError('PLAN_BAD_CHANNELS', `The prune plan keeps [${kept.join(', ')}] of '${id}'.`, {
      hint: `Keep at least one channel, as ascending indices from 0 to ${channels - 1}.`,
    });
  }
}

/** The channels of a layer's output that stay, ascending. */
function keptIndices({ ties, keeps }: PlanReading, layer: string): readonly number[] {
  const kept: number[] = [];
  classesOf(ties, layer).forEach((index, channel) => {
    if (keeps[index] === 1) kept.push(channel);
  });
  return kept;
}

/** Copies what of a tensor stays. */
function take(tensor: Tensor, { rows, columns }: Cut): Tensor {
  const [height, width = 1, ...rest] = tensor.shape;
  const rowCount = rows?.length ?? height;
  const columnCount = columns?.length ?? width;
  if (rowCount === height && columnCount === width) return { shape: tensor.shape, data: tensor.data.slice() };
  const cell = rest.reduce((product, size) => product * size, 1);
  const data = new Float32Array(rowCount * columnCount * cell);
  const starts =
    columnCount === width ? undefined : Int32Array.from(columns ?? [], (column) => column * cell);
  const stretch = columnCount * cell;
  for (let i = 0; i < rowCount; i++) {
    const row = (rows?.[i] ?? i) * width * cell;
    if (starts === undefined) data.set(tensor.data.subarray(row, row + stretch), i * stretch);
    else gather(tensor.data, row, starts, cell, data, i * stretch);
  }
  return { shape: tensor.shape.length === 1 ? [rowCount] : [rowCount, columnCount, ...rest], data };
}

/** Copies cells behind each other, each from its start behind `row`. */
function gather(
  source: Float32Array,
  row: number,
  starts: Int32Array,
  cell: number,
  target: Float32Array,
  place: number,
): void {
  let end = place;
  if (cell === 1) {
    for (let j = 0; j < starts.length; j++) target[end++] = source[row + starts[j]];
    return;
  }
  for (let j = 0; j < starts.length; j++) {
    const start = row + starts[j];
    for (let k = start; k < start + cell; k++) target[end++] = source[k];
  }
}

import { NetworkError } from '../errors.js';
import { channelStructure } from './groups.js';
import type { Layer, Network } from './layer.js';
import { checkWeights, weightOf } from './parameters.js';
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
  const { ties, keeps } = readPlan(network, plan);
  const layers = network.layers.map((layer): Layer => {
    if (layer.kind !== 'conv') return layer;
    const outChannels = keptIndices(ties, layer.name, keeps).length;
    const inChannels = classesOf(ties, layer.inputs[0]).length;
    if (!isDepthwise(layer, inChannels)) return { ...layer, outChannels };
    return { ...layer, outChannels, groups: keptIndices(ties, layer.inputs[0], keeps).length };
  });
  return { ...network, layers };
}

/**
 * The weights of `prunedNetwork(network, plan)`, copied out of those of the whole network.
 *
 * Throws `prunedNetwork`'s errors and `checkWeights`'s.
 */
export function sliceWeights(network: Network, plan: PrunePlan, weights: Weights): Weights {
  checkWeights(network, weights);
  const { ties, keeps } = readPlan(network, plan);
  const sliced = new Map<string, Tensor>();
  for (const layer of network.layers) {
    if (layer.kind !== 'conv' && layer.kind !== 'batchnorm') continue;
    const outputs = keptIndices(ties, layer.name, keeps);
    if (layer.kind === 'batchnorm') {
      for (const parameter of ['weight', 'bias', 'running_mean', 'running_var']) {
        const name = `${layer.name}.${parameter}`;
        sliced.set(name, take(weightOf(weights, name), outputs));
      }
      continue;
    }
    const inputs = layer.groups === 1 ? keptIndices(ties, layer.inputs[0], keeps) : undefined;
    sliced.set(`${layer.name}.weight`, take(weightOf(weights, `${layer.name}.weight`), outputs, inputs));
    if (layer.bias) sliced.set(`${layer.name}.bias`, take(weightOf(weights, `${layer.name}.bias`), outputs));
  }
  return sliced;
}

interface PlanReading {
  readonly ties: ChannelTies;
  /** 1 for a class that stays, 0 for one that is pruned. */
  readonly keeps: Uint8Array;
}

function readPlan(network: Network, plan: PrunePlan): PlanReading {
  const version: number = plan.version;
  if (version !== 1) {
    throw new NetworkError('PLAN_VERSION', `The prune plan is of version ${version}.`, {
      hint: 'This release reads version 1.',
    });
  }
  const { groups, ties, groupClasses } = channelStructure(network);
  const keeps = new Uint8Array(ties.producers.length).fill(1);
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
          hint: 'The channels of the input, the output and grouped convolutions must stay.',
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
function keptIndices(ties: ChannelTies, layer: string, keeps: Uint8Array): readonly number[] {
  const kept: number[] = [];
  classesOf(ties, layer).forEach((index, channel) => {
    if (keeps[index] === 1) kept.push(channel);
  });
  return kept;
}

/** Copies the given rows, and in each row the given columns (all, where there are none given), of a tensor. */
function take(tensor: Tensor, rows: readonly number[], columns?: readonly number[]): Tensor {
  const [, width = 1, ...rest] = tensor.shape;
  const cell = rest.reduce((product, size) => product * size, 1);
  const kept = columns ?? Array.from({ length: width }, (_, column) => column);
  const data = new Float32Array(rows.length * kept.length * cell);
  let end = 0;
  for (const row of rows) {
    for (const column of kept) {
      const start = (row * width + column) * cell;
      for (let i = 0; i < cell; i++) data[end++] = tensor.data[start + i];
    }
  }
  return { shape: tensor.shape.length === 1 ? [rows.length] : [rows.length, kept.length, ...rest], data };
}

import type { Layer, Network } from '../../../core/network/layer.js';
import { parameterName } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import type { Weights } from '../../../core/network/weights.js';
import { activationScale } from '../quantisation/words8.js';
import { fusions, fusedActivation, neededLayers } from './fusion.js';
import type { WordScale } from './model.js';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Scales that TFLite's kernels prescribe, or that a function is clipped by. */
const PRESCRIBED = {
  sigmoid: { scale: 1 / 256, zeroPoint: -128 },
  softmax: { scale: 1 / 256, zeroPoint: -128 },
  tanh: { scale: 1 / 128, zeroPoint: 0 },
  /** Words end where the function does. */
  hardsigmoid: { scale: 1 / 255, zeroPoint: -128 },
} as const;

/** The layers of a network, batch norm folded, whose range decides a scale. */
export function rangedLayers(network: Network): readonly string[] {
  const fused = fusions(network);
  return neededLayers(network)
    .filter(({ name, kind }) => kind !== 'argmax' && kind !== 'constant' && !fused.has(name))
    .map(({ name }) => name);
}

/**
 * The scale of each layer's words. Layers that only pass words on, such as poolings, have the scale of their input. So have
 * the operands of a concat, which TFLite does not rescale, unless something else reads them: those keep their own, and the
 * concat is given a rescaled copy. `ranges` are those of `rangedLayers`.
 */
export function layerScales(
  network: Network,
  weights: Weights,
  ranges: ReadonlyMap<string, Range>,
): ReadonlyMap<string, WordScale> {
  const layers = neededLayers(network).filter(({ kind }) => kind !== 'argmax');
  const groups = new Groups(layers);
  for (const { before, layer } of passed(network, layers)) groups.join(before, layer);
  for (const layer of layers) {
    if (layer.kind !== 'concat') continue;
    for (const input of layer.inputs)
      if (mayTie(layer, input, groups, layers)) groups.join(input, layer.name);
  }
  const scales = new Map<Group, WordScale>();
  return new Map(
    layers.map(({ name }) => {
      const group = groups.of(name);
      const known = scales.get(group) ?? scaleOf(group, weights, ranges);
      scales.set(group, known);
      return [name, known];
    }),
  );
}

/** Layers and those before them whose words they pass on, or apply an activation to before there are any. */
function passed(network: Network, layers: readonly Layer[]) {
  const fused = fusions(network);
  return layers.flatMap((layer): { before: string; layer: string }[] => {
    if (layer.inputs.length === 0) return [];
    const [before] = layer.inputs;
    const passes = isPassing(layer) || fused.get(before)?.layer === layer.name;
    return passes ? [{ before, layer: layer.name }] : [];
  });
}

function isPassing(layer: Layer): boolean {
  switch (layer.kind) {
    case 'maxpool':
    case 'averagepool':
    case 'resize':
    case 'select':
    case 'crop':
    case 'pad':
      return true;
    case 'activation':
      return layer.function.name === 'clip' && fusedActivation(layer) === undefined;
    default:
      return false;
  }
}

/** Whether nothing but a concat reads what is held in the scale of its operand, and nothing prescribes that scale. */
function mayTie(concat: Layer, operand: string, groups: Groups, layers: readonly Layer[]): boolean {
  const group = groups.of(operand);
  const free = [...group].every((layer) => layer.kind !== 'input' && prescribed(layer) === undefined);
  const outside = layers.filter((layer) => layer !== concat && !group.has(layer));
  const names = new Set([...group].map(({ name }) => name));
  return free && outside.every(({ inputs }) => !inputs.some((input) => names.has(input)));
}

function scaleOf(group: Group, weights: Weights, ranges: ReadonlyMap<string, Range>): WordScale {
  const found = [...group];
  const fixed = found.map(prescribed).find((scale) => scale !== undefined);
  if (fixed !== undefined) return fixed;
  const own = found.flatMap((layer): Range[] => {
    if (layer.kind === 'constant') return [rangeOf(weightOf(weights, parameterName(layer, 'value')).data)];
    const range = ranges.get(layer.name);
    return range === undefined ? [] : [range];
  });
  return activationScale({
    min: Math.min(...own.map(({ min }) => min)),
    max: Math.max(...own.map(({ max }) => max)),
  });
}

function prescribed(layer: Layer): WordScale | undefined {
  if (layer.kind === 'softmax') return PRESCRIBED.softmax;
  if (layer.kind !== 'activation') return undefined;
  const { name } = layer.function;
  return name === 'sigmoid' || name === 'tanh' || name === 'hardsigmoid' ? PRESCRIBED[name] : undefined;
}

/** The least and greatest of some values. */
export function rangeOf(values: Float32Array): Range {
  return values.reduce<Range>(
    ({ min, max }, value) => ({ min: Math.min(min, value), max: Math.max(max, value) }),
    { min: 0, max: 0 },
  );
}

type Group = ReadonlySet<Layer>;

/** Layers that share a scale. */
class Groups {
  private readonly groups: Map<string, Set<Layer>>;

  constructor(layers: readonly Layer[]) {
    this.groups = new Map(layers.map((layer) => [layer.name, new Set([layer])]));
  }

  of(name: string): Group {
    return this.groups.get(name) ?? new Set();
  }

  join(left: string, right: string): void {
    const [one, other] = [this.of(left), this.of(right)];
    const joined = new Set([...one, ...other]);
    for (const { name } of joined) this.groups.set(name, joined);
  }
}

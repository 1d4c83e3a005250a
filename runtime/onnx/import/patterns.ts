import type { ActivationFunction, ActivationLayer, Layer, LayerKind } from '../../../core/network/layer.js';
import type { Entry, Parameter } from './layers.js';

/**
 * Puts one layer in the place of several that exporters write for it: hard swish (Howard et al. 2019, Searching for
 * MobileNetV3, section 5.2) as x * clip(x + 3, 0, 6) / 6 or x * hardsigmoid(x), and a parametric ReLU as
 * relu(x) - slope * relu(-x). What is inside must have no other reader, and be none of `ends`.
 */
export function joinPatterns(entries: readonly Entry[], ends: readonly string[]): readonly Entry[] {
  const graph = new Graph(entries, ends);
  for (const { layer } of entries) {
    const joined = hardSwish(graph, layer) ?? parametricRelu(graph, layer);
    if (joined !== undefined) graph.replace(layer.name, joined);
  }
  return entries.map(({ layer }) => graph.entry(layer.name));
}

type Joined = Pick<Entry, 'layer' | 'parameters'>;

class Graph {
  private readonly entries = new Map<string, Entry>();
  private readonly readers = new Map<string, number>();

  constructor(entries: readonly Entry[], ends: readonly string[]) {
    for (const entry of entries) this.entries.set(entry.layer.name, entry);
    for (const name of [...ends, ...entries.flatMap(({ layer }) => layer.inputs)]) {
      this.readers.set(name, (this.readers.get(name) ?? 0) + 1);
    }
  }

  entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`no layer '${name}'`);
    return entry;
  }

  /** The layer of a kind behind a name, where only one layer reads it. */
  inner(name: string, kind: LayerKind): Layer | undefined {
    const { layer } = this.entry(name);
    return this.readers.get(name) === 1 && layer.kind === kind ? layer : undefined;
  }

  /** The same for an activation. */
  activation(name: string): ActivationLayer | undefined {
    const layer = this.inner(name, 'activation');
    return layer?.kind === 'activation' ? layer : undefined;
  }

  /** The one value of a constant that is the same everywhere. */
  number(name: string): number | undefined {
    const { layer, parameters } = this.entry(name);
    if (layer.kind !== 'constant') return undefined;
    const { data } = parameters.value;
    return data.every((value) => value === data[0]) ? data[0] : undefined;
  }

  replace(name: string, joined: Joined): void {
    this.entries.set(name, { ...this.entry(name), ...joined });
  }
}

function hardSwish(graph: Graph, layer: Layer): Joined | undefined {
  const x = gated(graph, layer) ?? scaledProduct(graph, layer);
  if (x === undefined) return undefined;
  const { name } = layer;
  return {
    layer: { name, inputs: [x], kind: 'activation', function: { name: 'hardswish' } },
    parameters: {},
  };
}

/** x of x * hardsigmoid(x), or of x * (clip(x + 3, 0, 6) / 6). */
function gated(graph: Graph, layer: Layer): string | undefined {
  if (layer.kind !== 'mul') return undefined;
  return eitherWay(layer.inputs, (x, gate) => {
    const activation = graph.activation(gate);
    if (activation !== undefined) return isGate(activation.function) && activation.inputs[0] === x;
    const sixth = sixthOf(graph, gate);
    return sixth !== undefined && isClippedSum(graph, sixth, x);
  });
}

/** x of x * clip(x + 3, 0, 6) / 6. */
function scaledProduct(graph: Graph, layer: Layer): string | undefined {
  if (layer.kind !== 'div' && layer.kind !== 'mul') return undefined;
  const whole = sixth(graph, layer);
  const product = whole === undefined ? undefined : graph.inner(whole, 'mul');
  if (product === undefined) return undefined;
  return eitherWay(product.inputs, (x, gate) => isClippedSum(graph, gate, x));
}

/** What an inner layer takes a sixth of. */
function sixthOf(graph: Graph, name: string): string | undefined {
  const layer = graph.inner(name, 'div') ?? graph.inner(name, 'mul');
  return layer === undefined ? undefined : sixth(graph, layer);
}

function sixth(graph: Graph, layer: Layer): string | undefined {
  const [left, right] = layer.inputs;
  if (layer.kind === 'div') return graph.number(right) === 6 ? left : undefined;
  return eitherWay(layer.inputs, (_, factor) => graph.number(factor) === Math.fround(1 / 6));
}

function isClippedSum(graph: Graph, name: string, x: string): boolean {
  const clip = graph.activation(name);
  if (clip?.function.name !== 'clip' || clip.function.min !== 0 || clip.function.max !== 6) return false;
  const sum = graph.inner(clip.inputs[0], 'add');
  return (
    sum !== undefined && eitherWay(sum.inputs, (one, three) => one === x && graph.number(three) === 3) === x
  );
}

function isGate(activation: ActivationFunction): boolean {
  if (activation.name !== 'hardsigmoid') return false;
  return Math.fround(activation.slope) === Math.fround(1 / 6) && activation.offset === 0.5;
}

/** relu(x) + factor * relu(-x), its slope being minus the factor. */
function parametricRelu(graph: Graph, layer: Layer): Joined | undefined {
  if (layer.kind !== 'add') return undefined;
  const [left, right] = layer.inputs;
  return bentSum(graph, layer, left, right) ?? bentSum(graph, layer, right, left);
}

function bentSum(graph: Graph, layer: Layer, positive: string, negative: string): Joined | undefined {
  const x = graph.inner(positive, 'relu')?.inputs[0];
  const product = graph.inner(negative, 'mul')?.inputs;
  if (x === undefined || product === undefined) return undefined;
  const flipped = eitherWay(product, (one) => x === flippedBy(graph, one));
  const factor = product.find((name) => name !== flipped);
  const slope = flipped === undefined || factor === undefined ? undefined : slopeOf(graph, factor, x);
  if (slope === undefined) return undefined;
  return { layer: { name: layer.name, inputs: [x], kind: 'prelu' }, parameters: { slope } };
}

/** x of relu(-x). */
function flippedBy(graph: Graph, name: string): string | undefined {
  const relu = graph.inner(name, 'relu');
  const neg = relu === undefined ? undefined : graph.activation(relu.inputs[0]);
  return neg?.function.name === 'neg' ? neg.inputs[0] : undefined;
}

function slopeOf(graph: Graph, factor: string, x: string): Parameter | undefined {
  const { layer, parameters } = graph.entry(factor);
  const { channels } = graph.entry(x).shape;
  if (layer.kind !== 'constant' || layer.height * layer.width !== 1) return undefined;
  const { data } = parameters.value;
  if (data.length !== 1 && data.length !== channels) return undefined;
  return {
    shape: [channels],
    data: Float32Array.from({ length: channels }, (_, i) => -data[data.length === 1 ? 0 : i]),
  };
}

/** The operand that comes first in the order of two operands that fits. */
function eitherWay(
  inputs: readonly string[],
  fits: (first: string, second: string) => boolean,
): string | undefined {
  const [left, right] = inputs;
  if (fits(left, right)) return left;
  return fits(right, left) ? right : undefined;
}

import {
  type ActivationLayer,
  type ArgmaxLayer,
  type ArithmeticLayer,
  type BatchNormLayer,
  type ConvLayer,
  deliveredLayer,
  type GlobalAveragePoolLayer,
  type Layer,
  type MaxPoolLayer,
  type Network,
  type ResizeLayer,
  type Shape,
} from '../../../core/network/layer.js';
import { countReaders, sharedLayers } from '../../../core/network/readers.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Obstacle } from '../compiler.js';
import { UNSUPPORTED } from './unsupported.js';

/** What an operation gives, or the network's input, -1. */
export interface DraftOperand {
  readonly operation: number;
  readonly rectify: boolean;
}

/** Bounds of an activation behind an operation, in real numbers. */
export interface Clip {
  readonly min: number;
  readonly max: number;
}

interface DraftBase {
  readonly name: string;
  readonly inputs: readonly DraftOperand[];
  /** The layer whose output the operation leaves. */
  readonly stores: string;
  readonly clip: Clip;
}

export interface DraftConv extends DraftBase {
  readonly kind: 'conv';
  readonly layer: ConvLayer;
  readonly add?: DraftOperand;
  readonly rectifyFirst: boolean;
  readonly pool?: MaxPoolLayer;
}

export type DraftOperation =
  | DraftConv
  | (DraftBase & { readonly kind: 'maxpool'; readonly layer: MaxPoolLayer })
  | (DraftBase & { readonly kind: 'mean'; readonly layer: GlobalAveragePoolLayer })
  | (DraftBase & { readonly kind: 'add'; readonly layer: ArithmeticLayer })
  | (DraftBase & { readonly kind: 'resize'; readonly layer: ResizeLayer })
  | (DraftBase & { readonly kind: 'argmax'; readonly layer: ArgmaxLayer });

export interface Draft {
  readonly operations: readonly DraftOperation[];
  /** The operation that gives what the network delivers. */
  readonly output: number;
  readonly obstacles: readonly Obstacle[];
}

/** Pixels of an image whose mean can be taken: their sum stays within the accumulator. */
const MOST_PIXELS = 2 ** 16;
const NO_CLIP: Clip = { min: -Infinity, max: Infinity };

/**
 * The operations that an accelerator runs for what a network delivers, in order, in real numbers yet. Batch norm goes into
 * the convolution before it; activations, an addition and a max pooling into the operation that makes their (later)
 * operand, where nothing else reads that. A ReLU that cannot is done by whoever reads. A concat is a list of parts.
 *
 * Layers that the accelerator has nothing for come back as obstacles. Throws `inferShapes`'s errors.
 */
export function draftOperations(network: Network): Draft {
  const drafter = new Drafter(network);
  const needed = neededLayers(network);
  for (const layer of network.layers) if (needed.has(layer.name)) drafter.add(layer);
  return drafter.finish(deliveredLayer(network));
}

/** A part of what a layer gives, along channels. `open`: the operation behind it can still take something in. */
interface Part extends DraftOperand {
  readonly open: boolean;
}

type Value = readonly Part[];

const IMAGE: Value = [{ operation: -1, rectify: false, open: false }];

class Drafter {
  private readonly operations: DraftOperation[] = [];
  private readonly obstacles: Obstacle[] = [];
  private readonly values = new Map<string, Value>();
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly readers: ReadonlyMap<string, number>;
  private readonly shared: ReadonlySet<string>;

  constructor(network: Network) {
    this.shapes = inferShapes(network);
    this.readers = countReaders(network);
    this.shared = sharedLayers(network);
  }

  add(layer: Layer): void {
    const value = this.draft(
      layer,
      layer.inputs.map((name) => this.value(name)),
    );
    const alone = this.readers.get(layer.name) === 1;
    this.values.set(
      layer.name,
      value.map((part) => ({ ...part, open: part.open && alone })),
    );
  }

  finish(delivered: string): Draft {
    const parts = this.value(delivered);
    const [part] = parts;
    if (parts.length !== 1 || part.rectify || part.operation === -1) {
      this.refuse(delivered, 'is the output, and no operation of its own makes it.');
    }
    return { operations: this.operations, output: part.operation, obstacles: this.obstacles };
  }

  private draft(layer: Layer, inputs: readonly Value[]): Value {
    const [first] = inputs;
    switch (layer.kind) {
      case 'input':
        return IMAGE;
      case 'conv':
        return this.push({ ...this.base(layer, first), kind: 'conv', layer, rectifyFirst: false }, true);
      case 'batchnorm':
        return this.normalise(layer, first);
      case 'relu':
        return first.map((part) => this.rectify(layer.name, part));
      case 'activation':
        return first.map((part) => this.activate(layer, part));
      case 'maxpool':
        return first.flatMap((part) => this.pool(layer, part));
      case 'globalaveragepool':
        this.checkMean(layer);
        return first.flatMap((part) =>
          this.push({ ...this.base(layer, [part]), kind: 'mean', layer }, false),
        );
      case 'add':
        return this.sum(layer, inputs);
      case 'concat':
        return inputs.flat();
      case 'resize':
        return first.flatMap((part) =>
          this.push({ ...this.base(layer, [part]), kind: 'resize', layer }, false),
        );
      case 'argmax':
        if (first.length > 1) this.refuse(layer.name, 'takes the greatest channel of several outputs.');
        return this.push({ ...this.base(layer, first.slice(0, 1)), kind: 'argmax', layer }, false);
      default:
        this.refuse(layer.name, UNSUPPORTED[layer.kind]);
        return inputs.at(0) ?? IMAGE;
    }
  }

  private normalise(layer: BatchNormLayer, input: Value): Value {
    const operation = input.length === 1 ? this.opened(input[0]) : undefined;
    const apart = !this.shared.has(layer.name) && !this.shared.has(layer.inputs[0]);
    if (operation?.kind !== 'conv' || operation.stores !== operation.layer.name || !apart) {
      this.refuse(layer.name, 'is a batch norm that no convolution before it takes in.');
      return input;
    }
    return [this.amend(input[0], { ...operation, stores: layer.name })];
  }

  private rectify(name: string, part: Part): Part {
    const operation = this.opened(part);
    if (operation === undefined) return { ...part, rectify: true, open: false };
    return this.amend(part, { ...operation, stores: name, clip: clipped(operation.clip, 0, Infinity) });
  }

  private activate({ name, function: activation }: ActivationLayer, part: Part): Part {
    const operation = this.opened(part);
    if (activation.name !== 'clip' || operation === undefined) {
      this.refuse(name, `is an activation (${activation.name}) that the array has no unit for.`);
      return part;
    }
    const { min, max } = activation;
    const clip = clipped(operation.clip, min ?? -Infinity, max ?? Infinity);
    return this.amend(part, { ...operation, stores: name, clip });
  }

  private pool(layer: MaxPoolLayer, part: Part): Value {
    const operation = this.opened(part);
    if (operation?.kind === 'conv' && !isSum(operation)) {
      return [{ ...this.amend(part, { ...operation, stores: layer.name, pool: layer }), open: false }];
    }
    return this.push({ ...this.base(layer, [part]), kind: 'maxpool', layer }, false);
  }

  private sum(layer: ArithmeticLayer, inputs: readonly Value[]): Value {
    const [left, right] = layer.inputs.map((name) => shapeOf(this.shapes, name));
    const same =
      left.channels === right.channels && left.height === right.height && left.width === right.width;
    if (!same || inputs.some((parts) => parts.length > 1)) {
      this.refuse(layer.name, same ? 'adds a concat.' : 'spreads one operand over the other.');
      return inputs[0];
    }
    const [a, b] = inputs.map(([part]) => part);
    const [later, earlier] = b.operation > a.operation ? [b, a] : [a, b];
    const operation = this.opened(later);
    if (operation !== undefined && takesAddition(operation)) {
      const rectifyFirst = operation.clip.min === 0;
      const add = operandOf(earlier);
      return [this.amend(later, { ...operation, stores: layer.name, clip: NO_CLIP, rectifyFirst, add })];
    }
    return this.push({ ...this.base(layer, [a, b]), kind: 'add', layer }, true);
  }

  private checkMean({ name, inputs }: GlobalAveragePoolLayer): void {
    const { height, width } = shapeOf(this.shapes, inputs[0]);
    if (height * width > MOST_PIXELS) this.refuse(name, `takes the mean of more than ${MOST_PIXELS} pixels.`);
  }

  private base(layer: Layer, inputs: Value): DraftBase {
    return { name: layer.name, inputs: inputs.map(operandOf), stores: layer.name, clip: NO_CLIP };
  }

  /** The operation behind a part, where it can take in what follows. */
  private opened({ operation, open, rectify }: Part): DraftOperation | undefined {
    return open && !rectify ? this.operations[operation] : undefined;
  }

  private amend(part: Part, operation: DraftOperation): Part {
    this.operations[part.operation] = operation;
    return part;
  }

  private push(operation: DraftOperation, open: boolean): Value {
    const index = this.operations.push(operation) - 1;
    return [{ operation: index, rectify: false, open }];
  }

  private refuse(layer: string, what: string): void {
    this.obstacles.push({ layer, message: `It ${what}` });
  }

  private value(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`the layer ${name} is read before it is drafted`);
    return value;
  }
}

function operandOf({ operation, rectify }: DraftOperand): DraftOperand {
  return { operation, rectify };
}

/** A convolution whose result is nothing but rectified yet. */
function takesAddition(operation: DraftOperation): operation is DraftConv {
  if (operation.kind !== 'conv' || operation.add !== undefined || isSum(operation)) return false;
  const { min, max } = operation.clip;
  return max === Infinity && (min === -Infinity || min === 0);
}

/** The sum of convolutions on the parts of a concat: it takes in no addition or pooling, as the parts are added already. */
function isSum({ inputs, layer }: DraftConv): boolean {
  return inputs.length > 1 && layer.groups === 1;
}

function clipped(before: Clip, min: number, max: number): Clip {
  const bound = (value: number): number => Math.min(Math.max(value, min), max);
  return { min: bound(before.min), max: bound(before.max) };
}

function neededLayers(network: Network): ReadonlySet<string> {
  const needed = new Set([deliveredLayer(network)]);
  for (const layer of network.layers.toReversed()) {
    if (needed.has(layer.name)) for (const input of layer.inputs) needed.add(input);
  }
  return needed.add(network.layers[0].name);
}

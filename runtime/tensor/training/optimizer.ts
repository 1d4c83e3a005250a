import { FLOAT_T } from './attributes.js';
import { Scope, type NativeTensor } from './native.js';

export type OptimizerSettings =
  | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number }
  | { readonly kind: 'adam'; readonly weightDecay: number };

/** Changes a vector of parameters step by step. Its slots are vectors of the same length; closed by its owner. */
export interface Optimizer {
  /** The new parameters, in `scope`. `step` counts from 0. */
  update(
    scope: Scope,
    parameters: NativeTensor,
    gradient: NativeTensor,
    learningRate: number,
    step: number,
  ): NativeTensor;
  /** Copies the slots out, by name. */
  slots(): ReadonlyMap<string, Float32Array>;
  close(): void;
}

/** Names of the slots that an optimiser keeps. */
export function slotNames(settings: OptimizerSettings): readonly string[] {
  return settings.kind === 'sgd' ? ['momentum'] : ['mean', 'square'];
}

/** `slots` continues an optimiser where `slots()` was called; without, all are 0. */
export function makeOptimizer(
  settings: OptimizerSettings,
  size: number,
  slots: ReadonlyMap<string, Float32Array> = new Map(),
): Optimizer {
  const store = new Slots(slotNames(settings), size, slots);
  return {
    update: settings.kind === 'sgd' ? sgdUpdate(store, settings) : adamUpdate(store, settings),
    slots: () => store.read(),
    close: () => {
      store.close();
    },
  };
}

/** SGD with momentum as PyTorch has it: v = momentum v + g; w = w - rate v. */
function sgdUpdate(slots: Slots, settings: { momentum: number; weightDecay: number }): Optimizer['update'] {
  return (scope, parameters, gradient, learningRate) => {
    const slope = decayed(scope, parameters, gradient, settings.weightDecay);
    const velocity = sum(scope, scaled(scope, slots.get('momentum'), settings.momentum), slope);
    const next = difference(scope, parameters, scaled(scope, velocity, learningRate));
    slots.set(scope, 'momentum', velocity);
    return next;
  };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1), weight decay added to the gradient. The bias corrections are moved into the rate
 * and epsilon, which saves two passes over the slots and changes nothing.
 */
function adamUpdate(slots: Slots, settings: { weightDecay: number }): Optimizer['update'] {
  return (scope, parameters, gradient, learningRate, step) => {
    const correction1 = 1 - BETA1 ** (step + 1);
    const correction2 = Math.sqrt(1 - BETA2 ** (step + 1));
    const slope = decayed(scope, parameters, gradient, settings.weightDecay);
    const mean = sum(scope, scaled(scope, slots.get('mean'), BETA1), scaled(scope, slope, 1 - BETA1));
    const squared = scope.run('Square', FLOAT_T, [slope]);
    const square = sum(scope, scaled(scope, slots.get('square'), BETA2), scaled(scope, squared, 1 - BETA2));
    const root = scope.run('Sqrt', FLOAT_T, [square]);
    const divisor = sum(scope, root, scope.scalar(EPSILON * correction2));
    const direction = scope.run('RealDiv', FLOAT_T, [mean, divisor]);
    const change = scaled(scope, direction, (learningRate * correction2) / correction1);
    const next = difference(scope, parameters, change);
    scope.free(squared, root, divisor, direction, change);
    slots.set(scope, 'mean', mean);
    slots.set(scope, 'square', square);
    return next;
  };
}

function decayed(
  scope: Scope,
  parameters: NativeTensor,
  gradient: NativeTensor,
  decay: number,
): NativeTensor {
  return decay === 0 ? gradient : sum(scope, gradient, scaled(scope, parameters, decay));
}

function scaled(scope: Scope, tensor: NativeTensor, factor: number): NativeTensor {
  return scope.run('Mul', FLOAT_T, [tensor, scope.scalar(factor)]);
}

function sum(scope: Scope, left: NativeTensor, right: NativeTensor): NativeTensor {
  return scope.run('AddV2', FLOAT_T, [left, right]);
}

function difference(scope: Scope, left: NativeTensor, right: NativeTensor): NativeTensor {
  return scope.run('Sub', FLOAT_T, [left, right]);
}

class Slots {
  private readonly owned = new Scope();
  private readonly tensors: Map<string, NativeTensor>;

  constructor(names: readonly string[], size: number, saved: ReadonlyMap<string, Float32Array>) {
    this.tensors = new Map(
      names.map((name) => {
        const data = saved.get(name)?.slice() ?? new Float32Array(size);
        return [name, this.owned.floats(data, [size])];
      }),
    );
  }

  get(name: string): NativeTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`The optimiser has no slot '${name}'.`);
    return tensor;
  }

  set(scope: Scope, name: string, tensor: NativeTensor): void {
    this.owned.free(this.get(name));
    this.tensors.set(name, scope.move(tensor, this.owned));
  }

  read(): ReadonlyMap<string, Float32Array> {
    return new Map([...this.tensors].map(([name, tensor]) => [name, this.owned.read(tensor)]));
  }

  close(): void {
    this.owned.close();
  }
}

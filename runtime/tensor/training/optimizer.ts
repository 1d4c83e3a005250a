import { FLOAT_T, flag } from './attributes.js';
import { Scope, type NativeTensor } from './native.js';
import { Variable } from './variable.js';

export type OptimizerSettings =
  | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number }
  | { readonly kind: 'adam'; readonly weightDecay: number };

/** Changes a variable step by step. Its slots are vectors of the same length; closed by its owner. */
export interface Optimizer {
  /** Changes `parameters` in place. `step` counts from 0. */
  update(parameters: Variable, gradient: NativeTensor, learningRate: number, step: number): void;
  /** Copies the slots out, by name. */
  slots(): ReadonlyMap<string, Float32Array>;
  close(): void;
}

/** `slots` continues an optimiser where `slots()` was called; without, all are 0. */
export function makeOptimizer(
  settings: OptimizerSettings,
  size: number,
  slots: ReadonlyMap<string, Float32Array> = new Map(),
): Optimizer {
  const slot = (name: string): Variable => new Variable(slots.get(name) ?? new Float32Array(size));
  return settings.kind === 'sgd'
    ? optimizer(settings.weightDecay, { momentum: slot('momentum') }, sgd(settings.momentum))
    : optimizer(settings.weightDecay, { mean: slot('mean'), square: slot('square') }, adam);
}

type Apply<Slots> = (
  scope: Scope,
  parameters: Variable,
  slots: Slots,
  gradient: NativeTensor,
  learningRate: number,
  step: number,
) => void;

function optimizer<Slots extends Readonly<Record<string, Variable>>>(
  weightDecay: number,
  slots: Slots,
  apply: Apply<Slots>,
): Optimizer {
  const scope = new Scope();
  return {
    update: (parameters, gradient, learningRate, step) => {
      const slope = decayed(scope, parameters, gradient, weightDecay);
      apply(scope, parameters, slots, slope, learningRate, step);
      scope.close();
    },
    slots: () => new Map(Object.entries(slots).map(([name, variable]) => [name, variable.values()])),
    close: () => {
      for (const variable of Object.values(slots)) variable.close();
    },
  };
}

/** Weight decay as PyTorch's optimisers have it: added to the gradient. */
function decayed(scope: Scope, parameters: Variable, gradient: NativeTensor, decay: number): NativeTensor {
  if (decay === 0) return gradient;
  const values = parameters.read(scope);
  const pull = scope.run('Mul', FLOAT_T, [values, scope.scalar(decay)]);
  scope.free(values);
  return scope.run('AddV2', FLOAT_T, [gradient, pull]);
}

const NO_NESTEROV = [...FLOAT_T, flag('use_locking', false), flag('use_nesterov', false)];

/** SGD with momentum as PyTorch has it: v = momentum v + g; w = w - rate v. */
function sgd(momentum: number): Apply<{ readonly momentum: Variable }> {
  return (scope, parameters, slots, gradient, learningRate) => {
    scope.runMany(
      'ResourceApplyMomentum',
      NO_NESTEROV,
      [
        parameters.handle,
        slots.momentum.handle,
        scope.scalar(learningRate),
        gradient,
        scope.scalar(momentum),
      ],
      0,
    );
  };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015, algorithm 1). TensorFlow's kernel is the variant at the end of their section 2, which moves the
 * bias corrections into the rate; scaling epsilon as well makes it the algorithm itself. The corrections are computed
 * here, in double precision, and the kernel is told that there are none.
 */
const adam: Apply<{ readonly mean: Variable; readonly square: Variable }> = (
  scope,
  parameters,
  slots,
  gradient,
  learningRate,
  step,
) => {
  const correction1 = 1 - BETA1 ** (step + 1);
  const correction2 = Math.sqrt(1 - BETA2 ** (step + 1));
  const noPower = scope.scalar(0);
  scope.runMany(
    'ResourceApplyAdam',
    NO_NESTEROV,
    [
      parameters.handle,
      slots.mean.handle,
      slots.square.handle,
      noPower,
      noPower,
      scope.scalar((learningRate * correction2) / correction1),
      scope.scalar(BETA1),
      scope.scalar(BETA2),
      scope.scalar(EPSILON * correction2),
      gradient,
    ],
    0,
  );
};

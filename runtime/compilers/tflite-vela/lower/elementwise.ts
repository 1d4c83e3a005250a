import type { ActivationLayer, ArithmeticLayer, PReluLayer } from '../../../../core/network/layer.js';
import { activationScale } from '../../quantisation/words8.js';
import { fusedActivation } from '../fusion.js';
import { rangeOf } from '../scales.js';
import { type Lowered, type LoweringContext, toWord, type Value } from './context.js';

const ARITHMETIC = { add: 'ADD', sub: 'SUB', mul: 'MUL' } as const;

export function lowerArithmetic(
  context: LoweringContext,
  kind: Exclude<ArithmeticLayer['kind'], 'div'>,
  { inputs, output, activation }: Lowered,
): void {
  context.operator({ kind: ARITHMETIC[kind], activation }, inputs, output);
}

/** A function by itself. */
export function lowerActivation(
  context: LoweringContext,
  layer: ActivationLayer,
  { inputs, output }: Lowered,
): void {
  const { name, function: activation } = layer;
  const [input] = inputs;
  if (activation.name === 'leakyrelu') {
    context.operator({ kind: 'LEAKY_RELU', alpha: activation.slope }, inputs, output);
    return;
  }
  if (activation.name === 'neg') {
    context.operator(
      { kind: 'MUL', activation: 'NONE' },
      [input, scalar(context, `${name}.sign`, -1)],
      output,
    );
    return;
  }
  if (activation.name === 'hardsigmoid') {
    lowerHardSigmoid(context, name, activation, { input, output });
    return;
  }
  if (activation.name !== 'clip') {
    const kind = plainKind(activation.name);
    if (kind === undefined) throw new Error(`TFLite has no operator for ${activation.name}`);
    context.operator({ kind }, inputs, output);
    return;
  }
  const known = fusedActivation(layer);
  if (known !== undefined && known !== 'NONE') {
    context.operator({ kind: known }, inputs, output);
    return;
  }
  const { min, max } = activation;
  const bound = (value: number, end: string): number =>
    context.words(`${name}.${end}`, [1], input.scale, Int8Array.of(toWord(value, input.scale)));
  const raised = max === null ? output : context.value(`${name}.raised`, input.shape, input.scale);
  if (min !== null) context.operator({ kind: 'MAXIMUM' }, [input, bound(min, 'min')], raised);
  if (max !== null) {
    context.operator({ kind: 'MINIMUM' }, [min === null ? input : raised, bound(max, 'max')], output);
  }
}

/** clip(slope x + offset, 0, 1): the output's words clip it. A slope changes what words stand for, not the words. */
function lowerHardSigmoid(
  context: LoweringContext,
  name: string,
  { slope, offset }: { readonly slope: number; readonly offset: number },
  { input, output }: { readonly input: Value; readonly output: Value },
): void {
  const { scale, zeroPoint } = input.scale;
  const sloped = context.value(`${name}.sloped`, input.shape, {
    scale: Math.fround(scale * slope),
    zeroPoint,
  });
  context.operator(
    { kind: 'MUL', activation: 'NONE' },
    [input, scalar(context, `${name}.slope`, slope)],
    sloped,
  );
  context.operator(
    { kind: 'ADD', activation: 'NONE' },
    [sloped, scalar(context, `${name}.offset`, offset)],
    output,
  );
}

/** One value for all, exactly: the word 1, or -1, of its own scale. */
function scalar(context: LoweringContext, name: string, value: number): number {
  const scale = { scale: value === 0 ? 1 : Math.fround(Math.abs(value)), zeroPoint: 0 };
  return context.words(name, [1], scale, Int8Array.of(Math.sign(value)));
}

/** The operator of TFLite that is a function without figures. */
export function plainKind(name: ActivationLayer['function']['name']) {
  switch (name) {
    case 'sigmoid':
      return 'LOGISTIC';
    case 'tanh':
      return 'TANH';
    case 'hardswish':
      return 'HARD_SWISH';
    case 'elu':
      return 'ELU';
    case 'exp':
      return 'EXP';
    case 'abs':
      return 'ABS';
    default:
      return undefined;
  }
}

export function lowerPRelu(context: LoweringContext, layer: PReluLayer, { inputs, output }: Lowered): void {
  const slopes = context.parameter(layer, 'slope');
  const scale = activationScale(rangeOf(slopes));
  const words = Int8Array.from(slopes, (slope) => toWord(slope, scale));
  const alpha: Value = context.constantValue(
    `${layer.name}.slope`,
    { channels: slopes.length, height: 1, width: 1 },
    scale,
    words,
  );
  context.operator({ kind: 'PRELU' }, [...inputs, alpha], output);
}

import type { ActivationFunction, ActivationLayer, PReluLayer } from '../../../core/network/layer.js';
import { type LoweringContext, parameter } from './context.js';

type PlainName = Exclude<
  ActivationFunction['name'],
  'leakyrelu' | 'clip' | 'hardsigmoid' | 'elu' | 'hardswish'
>;

const PLAIN_OPERATORS: Readonly<Record<PlainName, string>> = {
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  reciprocal: 'Reciprocal',
  abs: 'Abs',
  neg: 'Neg',
  erf: 'Erf',
};

/** The first opset that has HardSwish. */
const HARD_SWISH = 14;

export function lowerActivation(
  { graph }: LoweringContext,
  { name, function: activation }: ActivationLayer,
  input: string,
  output: string,
): void {
  switch (activation.name) {
    case 'leakyrelu':
      graph.node('LeakyRelu', [input], output, { alpha: { float: activation.slope } });
      return;
    case 'elu':
      graph.node('Elu', [input], output, { alpha: { float: activation.alpha } });
      return;
    case 'hardsigmoid':
      graph.node('HardSigmoid', [input], output, {
        alpha: { float: activation.slope },
        beta: { float: activation.offset },
      });
      return;
    case 'hardswish':
      if (graph.opset >= HARD_SWISH) {
        graph.node('HardSwish', [input], output);
      } else {
        const gate = graph.fresh(`${name}.gate`);
        graph.node('HardSigmoid', [input], gate, { alpha: { float: 1 / 6 }, beta: { float: 0.5 } });
        graph.node('Mul', [input, gate], output);
      }
      return;
    case 'clip': {
      const bound = (end: 'min' | 'max'): string => {
        const value = activation[end];
        return value === null
          ? ''
          : graph.floats(`${name}.${end}`, { shape: [], data: Float32Array.of(value) });
      };
      const bounds = [bound('min'), bound('max')];
      while (bounds.at(-1) === '') bounds.pop();
      graph.node('Clip', [input, ...bounds], output);
      return;
    }
    default:
      graph.node(PLAIN_OPERATORS[activation.name], [input], output);
  }
}

export function lowerPRelu(
  context: LoweringContext,
  layer: PReluLayer,
  channels: number,
  input: string,
  output: string,
): void {
  const slope = parameter(context, layer, 'slope', [channels, 1, 1]);
  context.graph.node('PRelu', [input, slope], output);
}

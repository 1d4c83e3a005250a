import type { ActivationFunction } from '../../../../core/network/layer.js';

/** A function of one value as ONNX's operator of that name defines it. */
export function activate(activation: ActivationFunction, x: number): number {
  switch (activation.name) {
    case 'leakyrelu':
      return x < 0 ? activation.slope * x : x;
    case 'clip':
      return Math.min(activation.max ?? Infinity, Math.max(activation.min ?? -Infinity, x));
    case 'hardsigmoid':
      return hardSigmoid(x, activation.slope, activation.offset);
    case 'hardswish':
      return x * hardSigmoid(x, 1 / 6, 0.5);
    case 'elu':
      return x < 0 ? activation.alpha * Math.expm1(x) : x;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'softplus':
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'reciprocal':
      return 1 / x;
    case 'abs':
      return Math.abs(x);
    case 'neg':
      return -x;
    case 'erf':
      return erf(x);
  }
}

function hardSigmoid(x: number, slope: number, offset: number): number {
  return Math.max(0, Math.min(1, slope * x + offset));
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6: all terms of one sign, so that none cancel. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

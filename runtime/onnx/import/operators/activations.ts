import type { ActivationFunction } from '../../../../core/network/layer.js';
import type { Call } from '../call.js';
import { Misfit } from '../value.js';
import { type Operator, viewOf } from './operator.js';

/** Element-wise functions, whatever the layout. */
export const relu: Operator = (call) => {
  const view = call.view(0);
  return viewOf({ ...view, layer: call.emit({ kind: 'relu' }, [view.layer]) });
};

/** ONNX's operators that are element-wise functions of one value, with their settings. */
export const ACTIVATIONS: Readonly<Record<string, Operator>> = {
  LeakyRelu: activation((call) => ({ name: 'leakyrelu', slope: call.float('alpha', 0.01) })),
  Clip: activation(clip),
  HardSigmoid: activation((call) => ({
    name: 'hardsigmoid',
    slope: call.float('alpha', 0.2),
    offset: call.float('beta', 0.5),
  })),
  Elu: activation((call) => ({ name: 'elu', alpha: call.float('alpha', 1) })),
  Sigmoid: plain('sigmoid'),
  HardSwish: plain('hardswish'),
  Tanh: plain('tanh'),
  Softplus: plain('softplus'),
  Exp: plain('exp'),
  Log: plain('log'),
  Sqrt: plain('sqrt'),
  Reciprocal: plain('reciprocal'),
  Abs: plain('abs'),
  Neg: plain('neg'),
  Erf: plain('erf'),
};

type PlainName = Exclude<ActivationFunction['name'], 'leakyrelu' | 'clip' | 'hardsigmoid' | 'elu'>;

function plain(name: PlainName): Operator {
  return activation(() => ({ name }));
}

function activation(read: (call: Call) => ActivationFunction): Operator {
  return (call) => {
    const view = call.view(0);
    if (view.type !== 'float') throw new Misfit(`it works on ${view.type}`);
    const layer = call.emit({ kind: 'activation', function: read(call) }, [view.layer]);
    return viewOf({ ...view, layer });
  };
}

/** Bounds are inputs; none, or an infinite one, does not bind. */
function clip(call: Call): ActivationFunction {
  const bound = (position: number): number | null => {
    const constant = call.constant(position);
    if (constant === undefined) return null;
    if (constant.data.length !== 1 || Number.isNaN(constant.data[0]))
      throw new Misfit('a bound is no number');
    return Math.abs(constant.data[0]) >= LARGEST ? null : constant.data[0];
  };
  const [min, max] = [bound(1), bound(2)];
  if (min !== null && max !== null && min > max) throw new Misfit('its bounds cross');
  return { name: 'clip', min, max };
}

/** The largest float32: exporters write it for a bound that does not bind. */
const LARGEST = 3.4028234663852886e38;

import type { Shape } from '../../../../core/network/layer.js';
import type { Tap } from '../../../../core/network/interpolation.js';
import { FLOAT_T, flag } from '../attributes.js';
import { computed, type NativeTensor, type Scope } from '../native.js';
import { dimensions, type LayerProgram } from '../program.js';

/** A linear map along height and width each, and the gradient of its input. */
export interface Resampling {
  readonly forward: (scope: Scope, x: NativeTensor) => NativeTensor;
  readonly gradient: (scope: Scope, dy: NativeTensor) => NativeTensor;
}

/** The program of a layer that resamples and has no parameters. */
export function resamplingProgram({ forward, gradient }: Resampling): LayerProgram {
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: forward(scope, x),
      backward: (inner, dy) => ({ inputs: [gradient(inner, dy)], parameters: [] }),
    }),
  };
}

/** For every output position what it reads. */
export type Taps = readonly (readonly Tap[])[];

const FORWARD = [...FLOAT_T, flag('adj_x', false), flag('adj_y', false)];
const BACKWARD = [...FLOAT_T, flag('adj_x', true), flag('adj_y', false)];

/** Reads rows and columns by taps: two products with small matrices, rows first. */
export function resampling(
  batch: number,
  input: Shape,
  output: Shape,
  rows: Taps,
  columns: Taps,
  constants: Scope,
): Resampling {
  const { channels } = input;
  const vertical = matrix(rows, input.height, constants);
  const horizontal = matrix(columns, input.width, constants);
  const sizes = (...lengths: number[]): NativeTensor => constants.integers(lengths);
  const tall = sizes(batch, input.height, input.width * channels);
  const short = sizes(batch, output.height, input.width * channels);
  const wide = sizes(batch * output.height, input.width, channels);
  const narrow = sizes(batch * output.height, output.width, channels);
  const before = sizes(...dimensions(batch, input));
  const after = sizes(...dimensions(batch, output));
  const shaped = (own: Scope, x: NativeTensor, size: NativeTensor): NativeTensor =>
    own.run('Reshape', FLOAT_T, [x, size]);
  return {
    forward: (scope, x) =>
      computed(scope, (own) => {
        const high = own.run('BatchMatMulV2', FORWARD, [vertical, shaped(own, x, tall)]);
        const both = own.run('BatchMatMulV2', FORWARD, [horizontal, shaped(own, high, wide)]);
        return shaped(own, both, after);
      }),
    gradient: (scope, dy) =>
      computed(scope, (own) => {
        const high = own.run('BatchMatMulV2', BACKWARD, [horizontal, shaped(own, dy, narrow)]);
        const both = own.run('BatchMatMulV2', BACKWARD, [vertical, shaped(own, high, short)]);
        return shaped(own, both, before);
      }),
  };
}

/** The taps as a matrix [outputs, inputs]. */
function matrix(taps: Taps, inputs: number, constants: Scope): NativeTensor {
  const values = new Float32Array(taps.length * inputs);
  taps.forEach((own, at) => {
    for (const { position, weight } of own) values[at * inputs + position] = weight;
  });
  return constants.floats(values, [taps.length, inputs]);
}

import type { AveragePoolLayer, MaxPoolLayer, Shape } from '../../../../core/network/layer.js';
import { FLOAT_T, flag, integerList, isZero, typeAttribute, windowAttributes } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import { dimensions, type LayerProgram, type Surroundings } from '../program.js';
import { filledShape, filling } from './padding.js';

/** Max pooling; padding never wins, as if it were minus infinity. */
export function maxPoolProgram(layer: MaxPoolLayer): LayerProgram {
  const attributes = [
    ...windowAttributes(layer.stride, layer.padding),
    integerList('ksize', [1, ...layer.kernel, 1]),
  ];
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const output = scope.run('MaxPool', attributes, [x]);
      return {
        output,
        backward: (inner, dy) => ({
          inputs: [inner.run('MaxPoolGrad', attributes, [x, output, dy])],
          parameters: [],
        }),
      };
    },
  };
}

/** Average pooling: over zeros around the image, and where these do not count, times the window's size over its pixels. */
export function averagePoolProgram(
  layer: AveragePoolLayer,
  { batch, inputs, output, constants }: Surroundings,
): LayerProgram {
  const { kernel, stride, padding, countPadding } = layer;
  const attributes = [
    ...windowAttributes(stride, { top: 0, bottom: 0, left: 0, right: 0 }),
    integerList('ksize', [1, ...kernel, 1]),
  ];
  const { fill, cut } = filling(batch, inputs[0], padding, constants);
  const sizes = constants.integers(dimensions(batch, filledShape(inputs[0], padding)));
  const factors =
    countPadding || isZero(padding)
      ? undefined
      : constants.floats(shareFactors(layer, inputs[0], output), [1, output.height, output.width, 1]);
  const scaled = (scope: Scope, tensor: NativeTensor): NativeTensor =>
    factors === undefined ? scope.retain(tensor) : scope.run('Mul', FLOAT_T, [tensor, factors]);
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const filled = fill(scope, x);
      const means = scope.run('AvgPool', attributes, [filled]);
      const output = scaled(scope, means);
      scope.free(filled, means);
      return {
        output,
        backward: (inner, dy) => {
          const slopes = scaled(inner, dy);
          const whole = inner.run('AvgPoolGrad', attributes, [sizes, slopes]);
          const dx = cut(inner, whole);
          inner.free(slopes, whole);
          return { inputs: [dx], parameters: [] };
        },
      };
    },
  };
}

/** The kernel's size over how many pixels it meets, by output pixel; 0 where it meets none. */
function shareFactors(
  { kernel, stride, padding }: AveragePoolLayer,
  input: Shape,
  output: Shape,
): Float32Array {
  const met = (at: number, taps: number, step: number, before: number, size: number): number =>
    Math.max(0, Math.min(at * step - before + taps, size) - Math.max(at * step - before, 0));
  return Float32Array.from({ length: output.height * output.width }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / output.width), pixel % output.width];
    const rows = met(row, kernel[0], stride[0], padding.top, input.height);
    const columns = met(column, kernel[1], stride[1], padding.left, input.width);
    return rows * columns === 0 ? 0 : (kernel[0] * kernel[1]) / (rows * columns);
  });
}

/** The mean over all pixels, one value a channel. */
export function globalAveragePoolProgram({ batch, inputs, constants }: Surroundings): LayerProgram {
  const [{ height, width }] = inputs;
  const axes = constants.integers([1, 2]);
  const sizes = constants.integers(dimensions(batch, inputs[0]));
  const share = constants.scalar(1 / (height * width));
  const mean = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', true)];
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: scope.run('Mean', mean, [x, axes]),
      backward: (inner, dy) => {
        const shared = inner.run('Mul', FLOAT_T, [dy, share]);
        const dx = inner.run('BroadcastTo', [...FLOAT_T, typeAttribute('Tidx', 'int32')], [shared, sizes]);
        inner.free(shared);
        return { inputs: [dx], parameters: [] };
      },
    }),
  };
}

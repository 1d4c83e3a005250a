import type { ResizeLayer, Shape } from '../../../../core/network/layer.js';
import { samplingTaps } from '../../../../core/network/interpolation.js';
import { FLOAT_T, flag } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { resampling, type Taps } from './resampling.js';

/** Interpolation: by TensorFlow's own kernels where they do the same, else by products with matrices. */
export function resizeProgram(layer: ResizeLayer, surroundings: Surroundings): LayerProgram {
  const { forward, gradient } = chooseResampling(layer, surroundings);
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: forward(scope, x),
      backward: (inner, dy) => ({ inputs: [gradient(inner, dy, x)], parameters: [] }),
    }),
  };
}

interface Resizing {
  readonly forward: (scope: Scope, x: NativeTensor) => NativeTensor;
  readonly gradient: (scope: Scope, dy: NativeTensor, x: NativeTensor) => NativeTensor;
}

function chooseResampling(layer: ResizeLayer, surroundings: Surroundings): Resizing {
  const { batch, inputs, output, constants } = surroundings;
  const [input] = inputs;
  if (isBilinear(layer, input)) return bilinear(layer, constants);
  const rows = samplingTaps(input.height, output.height, layer, 0);
  const columns = samplingTaps(input.width, output.width, layer, 1);
  if (repeats(rows, input.height) && repeats(columns, input.width)) return repetition(layer, surroundings);
  return resampling(batch, input, output, rows, columns, constants);
}

/** Whether TensorFlow's bilinear kernels sample at the same points. */
function isBilinear(
  { interpolation, coordinates, scale, height, width }: ResizeLayer,
  input: Shape,
): boolean {
  if (interpolation.mode !== 'linear') return false;
  if (coordinates === 'align_corners') return true;
  if (coordinates === 'pytorch_half_pixel' && Math.min(height, width) === 1) return false;
  return scale === undefined || (scale[0] === height / input.height && scale[1] === width / input.width);
}

/** Calls TensorFlow's own gradient, which, unlike tfjs', knows half-pixel centres. */
function bilinear({ coordinates, height, width }: ResizeLayer, constants: Scope): Resizing {
  const attributes = [
    ...FLOAT_T,
    flag('align_corners', coordinates === 'align_corners'),
    flag('half_pixel_centers', coordinates === 'half_pixel' || coordinates === 'pytorch_half_pixel'),
  ];
  const size = constants.integers([height, width]);
  return {
    forward: (scope, x) => scope.run('ResizeBilinear', attributes, [x, size]),
    gradient: (scope, dy, x) => scope.run('ResizeBilinearGrad', attributes, [dy, x]),
  };
}

/** Whether every input position comes a whole number of times in turn. */
function repeats(taps: Taps, from: number): boolean {
  const factor = taps.length / from;
  return (
    Number.isInteger(factor) &&
    taps.every(
      (own, at) => own.length === 1 && own[0].position === Math.floor(at / factor) && own[0].weight === 1,
    )
  );
}

/** Every pixel a whole number of times along each axis. */
function repetition({ height, width }: ResizeLayer, { inputs, constants }: Surroundings): Resizing {
  const attributes = [...FLOAT_T, flag('align_corners', false), flag('half_pixel_centers', false)];
  const size = constants.integers([height, width]);
  const before = constants.integers([inputs[0].height, inputs[0].width]);
  return {
    forward: (scope, x) => scope.run('ResizeNearestNeighbor', attributes, [x, size]),
    gradient: (scope, dy) => scope.run('ResizeNearestNeighborGrad', attributes, [dy, before]),
  };
}

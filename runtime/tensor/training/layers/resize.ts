import type { ResizeLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, flag } from '../attributes.js';
import type { LayerProgram, Surroundings } from '../program.js';

/** Bilinear interpolation. Calls TensorFlow's own gradient, which, unlike tfjs', knows half-pixel centres. */
export function resizeProgram(layer: ResizeLayer, { constants }: Surroundings): LayerProgram {
  const attributes = [
    ...FLOAT_T,
    flag('align_corners', layer.coordinates === 'align_corners'),
    flag('half_pixel_centers', layer.coordinates === 'half_pixel'),
  ];
  const size = constants.integers([layer.height, layer.width]);
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: scope.run('ResizeBilinear', attributes, [x, size]),
      backward: (inner, dy) => ({
        inputs: [inner.run('ResizeBilinearGrad', attributes, [dy, x])],
        parameters: [],
      }),
    }),
  };
}

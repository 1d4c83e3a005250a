import { TensorError } from '../../../../core/errors.js';
import type { InputLayer, Layer } from '../../../../core/network/layer.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { batchNormProgram } from './batchnorm.js';
import { convProgram } from './conv.js';
import { addProgram, concatProgram, reluProgram } from './joining.js';
import { globalAveragePoolProgram, maxPoolProgram } from './pooling.js';
import { resizeProgram } from './resize.js';

/** The kernels of any layer but the input. Throws a TensorError `LAYER_NOT_TRAINABLE`. */
export function layerProgram(layer: Exclude<Layer, InputLayer>, surroundings: Surroundings): LayerProgram {
  switch (layer.kind) {
    case 'conv':
      return convProgram(layer, surroundings);
    case 'batchnorm':
      return batchNormProgram(layer);
    case 'relu':
      return reluProgram();
    case 'maxpool':
      return maxPoolProgram(layer);
    case 'globalaveragepool':
      return globalAveragePoolProgram(surroundings);
    case 'add':
      return addProgram();
    case 'concat':
      return concatProgram(surroundings);
    case 'resize':
      return resizeProgram(layer, surroundings);
    default:
      throw new TensorError(
        'LAYER_NOT_TRAINABLE',
        `Layer '${layer.name}' of kind ${layer.kind} does not train.`,
        {
          hint: 'Train a network without it.',
        },
      );
  }
}

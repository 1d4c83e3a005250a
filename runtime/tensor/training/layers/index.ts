import type { TrainableLayer } from '../logits.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { activationProgram } from './activation.js';
import { arithmeticProgram } from './arithmetic.js';
import { batchNormProgram } from './batchnorm.js';
import { convProgram } from './conv.js';
import { convTransposeProgram } from './convtranspose.js';
import { cropProgram } from './crop.js';
import { concatProgram, reluProgram } from './joining.js';
import { padProgram } from './pad.js';
import { averagePoolProgram, globalAveragePoolProgram, maxPoolProgram } from './pooling.js';
import { preluProgram } from './prelu.js';
import { resizeProgram } from './resize.js';
import { selectProgram } from './select.js';
import { softmaxProgram } from './softmax.js';

/** The kernels of any layer that gradients can pass. */
export function layerProgram(layer: TrainableLayer, surroundings: Surroundings): LayerProgram {
  switch (layer.kind) {
    case 'conv':
      return convProgram(layer, surroundings);
    case 'convtranspose':
      return convTransposeProgram(layer, surroundings);
    case 'batchnorm':
      return batchNormProgram(layer);
    case 'relu':
      return reluProgram();
    case 'activation':
      return activationProgram(layer, surroundings);
    case 'prelu':
      return preluProgram(surroundings);
    case 'maxpool':
      return maxPoolProgram(layer);
    case 'averagepool':
      return averagePoolProgram(layer, surroundings);
    case 'globalaveragepool':
      return globalAveragePoolProgram(surroundings);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return arithmeticProgram(layer, surroundings);
    case 'concat':
      return concatProgram(surroundings);
    case 'select':
      return selectProgram(layer, surroundings);
    case 'resize':
      return resizeProgram(layer, surroundings);
    case 'pad':
      return padProgram(layer, surroundings);
    case 'crop':
      return cropProgram(layer, surroundings);
    case 'softmax':
      return softmaxProgram(surroundings);
  }
}

import type { BatchNormLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, flag, real, typeAttribute } from '../attributes.js';
import type { LayerProgram } from '../program.js';

/** How far a batch moves the running statistics, PyTorch's default. */
export const STATISTICS_MOMENTUM = 0.1;

/**
 * Batch norm in training: normalises with the batch's own statistics and moves the running ones towards them, the
 * variance unbiased, as PyTorch does.
 */
export function batchNormProgram(layer: BatchNormLayer): LayerProgram {
  const common = [
    ...FLOAT_T,
    typeAttribute('U', 'float'),
    real('epsilon', layer.epsilon),
    flag('is_training', true),
  ];
  const forward = [...common, real('exponential_avg_factor', STATISTICS_MOMENTUM)];
  return {
    parameterNames: ['weight', 'bias'],
    forward: (scope, [x], [gamma, beta], statistics) => {
      if (statistics === undefined) throw new Error(`Batch norm '${layer.name}' has no running statistics.`);
      const [output, mean, variance, ...saved] = scope.runMany(
        'FusedBatchNormV3',
        forward,
        [x, gamma, beta, statistics.mean, statistics.variance],
        6,
      );
      statistics.owner.free(statistics.mean, statistics.variance);
      statistics.mean = scope.move(mean, statistics.owner);
      statistics.variance = scope.move(variance, statistics.owner);
      return {
        output,
        backward: (inner, dy) => {
          const [dx, dGamma, dBeta, ...unused] = inner.runMany(
            'FusedBatchNormGradV3',
            common,
            [dy, x, gamma, ...saved],
            5,
          );
          inner.free(...unused, ...saved);
          return { inputs: [dx], parameters: [dGamma, dBeta] };
        },
      };
    },
  };
}

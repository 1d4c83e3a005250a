import { FLOAT_T, integer, typeAttribute } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { Convolution, Geometry } from './convolution.js';

/** A grouped convolution as one convolution a group. `build` makes one group's. */
export function groupedConvolution(
  geometry: Geometry,
  groups: number,
  constants: Scope,
  build: (geometry: Geometry, constants: Scope) => Convolution,
): Convolution {
  const one = build(
    {
      ...geometry,
      inChannels: geometry.inChannels / groups,
      outChannels: geometry.outChannels / groups,
    },
    constants,
  );
  const channels = constants.integers([3], []);
  const split = (scope: Scope, tensor: NativeTensor): readonly NativeTensor[] =>
    scope.runMany('Split', [...FLOAT_T, integer('num_split', groups)], [channels, tensor], groups);
  const join = (scope: Scope, parts: readonly NativeTensor[]): NativeTensor => {
    const attributes = [...FLOAT_T, integer('N', groups), typeAttribute('Tidx', 'int32')];
    const whole = scope.run('ConcatV2', attributes, [...parts, channels]);
    scope.free(...parts);
    return whole;
  };
  return {
    forward: (scope, x, kernel) => {
      const inputs = split(scope, x);
      const kernels = split(scope, kernel);
      const y = join(
        scope,
        inputs.map((input, group) => one.forward(scope, input, kernels[group])),
      );
      scope.free(...inputs, ...kernels);
      return y;
    },
    gradients: (scope, x, kernel, dy, wantInput) => {
      const inputs = split(scope, x);
      const kernels = split(scope, kernel);
      const outputs = split(scope, dy);
      const parts = inputs.map((input, group) =>
        one.gradients(scope, input, kernels[group], outputs[group], wantInput),
      );
      scope.free(...inputs, ...kernels, ...outputs);
      return {
        input: wantInput
          ? join(
              scope,
              parts.flatMap((part) => part.input ?? []),
            )
          : undefined,
        kernel: join(
          scope,
          parts.map((part) => part.kernel),
        ),
      };
    },
  };
}

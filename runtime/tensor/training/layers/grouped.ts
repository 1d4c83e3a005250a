import { FLOAT_T, integer } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { Convolution, Geometry } from './convolution.js';
import { concatenated } from './joining.js';

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
    const whole = concatenated(scope, parts, channels);
    scope.free(...parts);
    return whole;
  };
  /** Runs one group's part on the parts of two tensors each. */
  const byGroup = (
    scope: Scope,
    left: NativeTensor,
    right: NativeTensor,
    work: (scope: Scope, left: NativeTensor, right: NativeTensor) => NativeTensor,
  ): NativeTensor => {
    const lefts = split(scope, left);
    const rights = split(scope, right);
    const whole = join(
      scope,
      lefts.map((part, group) => work(scope, part, rights[group])),
    );
    scope.free(...lefts, ...rights);
    return whole;
  };
  return {
    forward: (scope, x, kernel) => byGroup(scope, x, kernel, one.forward),
    inputGradient: (scope, kernel, dy) => byGroup(scope, kernel, dy, one.inputGradient),
    kernelGradient: (scope, x, dy) => byGroup(scope, x, dy, one.kernelGradient),
  };
}

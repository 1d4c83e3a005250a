import type { CompileTarget } from '../../core/hardware/measured-target.js';
import { TargetError } from '../../core/errors.js';
import type { Network } from '../../core/network/layer.js';
import type { Compiler, Precision } from './compiler.js';

/**
 * Refuses what a back end cannot compile, before any work is done.
 *
 * Throws a TargetError `COMPILE_PRECISION` for numbers that the back end does not compute in, or `COMPILE_UNSUPPORTED`,
 * which names the layers in the way.
 */
export function checkCompilable(
  compiler: Compiler,
  network: Network,
  target?: CompileTarget,
  precision?: Precision,
): void {
  if (precision !== undefined && !compiler.precisions.includes(precision)) {
    throw new TargetError(
      'COMPILE_PRECISION',
      `The back end ${compiler.name} does not compile to ${precision}.`,
      {
        hint: `It compiles to ${compiler.precisions.join(' or ')}.`,
      },
    );
  }
  const obstacles = compiler.check(network, target, precision);
  if (obstacles.length === 0) return;
  const reasons = obstacles.map(({ layer, message }) =>
    layer === undefined ? message : `Layer '${layer}': ${message}`,
  );
  throw new TargetError(
    'COMPILE_UNSUPPORTED',
    `The back end ${compiler.name} cannot compile this network. ${reasons.join(' ')}`,
    { hint: 'Choose another back end, or a network without these layers.' },
  );
}

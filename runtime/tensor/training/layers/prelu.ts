import { FLOAT_T } from '../attributes.js';
import { computed } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';

/** x where it is positive, else its channel's slope times x: max(x, 0) + slope min(x, 0). */
export function preluProgram({ constants }: Surroundings): LayerProgram {
  const zero = constants.scalar(0);
  return {
    parameterNames: ['slope'],
    forward: (scope, [x], [slope]) => ({
      output: computed(scope, (own) => {
        const below = own.run('Minimum', FLOAT_T, [x, zero]);
        const above = own.run('Relu', FLOAT_T, [x]);
        return own.run('AddV2', FLOAT_T, [above, own.run('Mul', FLOAT_T, [below, slope])]);
      }),
      backward: (inner, dy, [wantInput]) => {
        const above = inner.run('ReluGrad', FLOAT_T, [dy, x]);
        const below = inner.run('Sub', FLOAT_T, [dy, above]);
        const slopeGradient = computed(inner, (own) =>
          own.run('BiasAddGrad', FLOAT_T, [own.run('Mul', FLOAT_T, [below, x])]),
        );
        const dx = wantInput
          ? computed(inner, (own) =>
              own.run('AddV2', FLOAT_T, [above, own.run('Mul', FLOAT_T, [below, slope])]),
            )
          : undefined;
        inner.free(above, below);
        return { inputs: [dx], parameters: [slopeGradient] };
      },
    }),
  };
}

import type { PadLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, text, typeAttribute } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { filling } from './padding.js';
import { resampling, type Resampling, resamplingProgram, type Taps } from './resampling.js';

/** Padding with a value, the image's reflection, or its border. */
export function padProgram(layer: PadLayer, surroundings: Surroundings): LayerProgram {
  return resamplingProgram(choosePadding(layer, surroundings));
}

function choosePadding(layer: PadLayer, surroundings: Surroundings): Resampling {
  switch (layer.mode) {
    case 'constant': {
      const { batch, inputs, constants } = surroundings;
      const { fill, cut } = filling(batch, inputs[0], layer.padding, constants, layer.value);
      return { forward: fill, gradient: cut };
    }
    case 'reflect':
      return reflection(layer, surroundings);
    case 'edge':
      return border(layer, surroundings);
  }
}

function reflection({ padding }: PadLayer, { constants }: Surroundings): Resampling {
  const { top, bottom, left, right } = padding;
  const pads = constants.integers([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
  const attributes = [...FLOAT_T, typeAttribute('Tpaddings', 'int32'), text('mode', 'REFLECT')];
  const pass = (operation: string) => (scope: Scope, tensor: NativeTensor) =>
    scope.run(operation, attributes, [tensor, pads]);
  return { forward: pass('MirrorPad'), gradient: pass('MirrorPadGrad') };
}

function border({ padding }: PadLayer, { batch, inputs, output, constants }: Surroundings): Resampling {
  const [input] = inputs;
  const taps = (length: number, before: number, size: number): Taps =>
    Array.from({ length }, (_, at) => [
      { position: Math.min(Math.max(at - before, 0), size - 1), weight: 1 },
    ]);
  const rows = taps(output.height, padding.top, input.height);
  const columns = taps(output.width, padding.left, input.width);
  return resampling(batch, input, output, rows, columns, constants);
}

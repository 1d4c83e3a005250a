import type { Padding, Shape } from '../../../../core/network/layer.js';
import { FLOAT_T, isZero, typeAttribute } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import { dimensions } from '../program.js';

/** Fills up images around, and cuts off again: each is the other's gradient. Free what they give. */
export interface Filling {
  readonly fill: (scope: Scope, x: NativeTensor) => NativeTensor;
  readonly cut: (scope: Scope, filled: NativeTensor) => NativeTensor;
}

/** Padding with one value, by default 0. */
export function filling(batch: number, input: Shape, padding: Padding, constants: Scope, value = 0): Filling {
  if (isZero(padding)) {
    return { fill: (scope, x) => scope.retain(x), cut: (scope, filled) => scope.retain(filled) };
  }
  const { top, bottom, left, right } = padding;
  const pads = constants.integers([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
  const filler = constants.scalar(value);
  const begin = constants.integers([0, top, left, 0]);
  const sizes = constants.integers(dimensions(batch, input));
  const pad = [...FLOAT_T, typeAttribute('Tpaddings', 'int32')];
  const slice = [...FLOAT_T, typeAttribute('Index', 'int32')];
  return {
    fill: (scope, x) => scope.run('PadV2', pad, [x, pads, filler]),
    cut: (scope, filled) => scope.run('Slice', slice, [filled, begin, sizes]),
  };
}

/** The shape of padded images. */
export function filledShape({ channels, height, width }: Shape, padding: Padding): Shape {
  return {
    channels,
    height: height + padding.top + padding.bottom,
    width: width + padding.left + padding.right,
  };
}

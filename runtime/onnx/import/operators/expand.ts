import { Misfit } from '../value.js';
import { layoutOf, wholeView } from '../view.js';
import { type Operator, viewOf } from './operator.js';

/** One pixel a channel, spread over an image. */
export const expand: Operator = (call) => {
  const view = call.view(0);
  const sizes = call.numbers(1);
  const layout = layoutOf(view);
  if (sizes === undefined) throw new Misfit('it has no shape');
  const from = call.shape(0);
  const rank = Math.max(from.length, sizes.length);
  const own = [...Array.from({ length: rank - from.length }, () => 1), ...from];
  const target = own.map((size, axis) => Math.max(size, sizes[axis - rank + sizes.length] ?? 1));
  if (rank === from.length && target.every((size, axis) => size === own[axis])) return viewOf(view);
  if (layout !== 'NCHW' || rank !== 4 || target[0] !== 1 || target[1] !== own[1]) {
    throw new Misfit('it repeats other axes than height and width');
  }
  const [, , height, width] = target;
  const layer = call.emit(
    {
      kind: 'resize',
      height,
      width,
      coordinates: 'asymmetric',
      interpolation: { mode: 'nearest', rounding: 'floor' },
    },
    [view.layer],
  );
  return viewOf(wholeView(layer, call.shapeOf(layer), 'NCHW', view.type));
};

import { Misfit } from '../value.js';
import { dimensionOf, viewShape, whole } from '../view.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';
import { taken } from './channels.js';

/** Padding of height and width, in whatever layout; a negative one crops. */
export const pad: Operator = (call) => {
  const mode = call.string('mode', 'constant');
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge') throw new Misfit(`its mode is ${mode}`);
  let view = call.view(0);
  const rank = view.axes.length;
  const pads = call.ints('pads') ?? call.numbers(1) ?? [];
  const value = call.constant(2)?.data[0] ?? call.float('value', 0);
  const axes = call.numbers(3)?.map((axis) => normalAxis(axis, rank)) ?? [...view.axes.keys()];
  if (pads.length !== 2 * axes.length) throw new Misfit(`it has ${pads.length} pads for ${axes.length} axes`);
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  for (const [i, axis] of axes.entries()) {
    const [before, after] = [pads[i], pads[i + axes.length]];
    if (before === 0 && after === 0) continue;
    const dimension = dimensionOf(view, axis);
    if (dimension !== 'height' && dimension !== 'width') {
      throw new Misfit('it pads other axes than height and width');
    }
    const [begin, end] = dimension === 'height' ? (['top', 'bottom'] as const) : (['left', 'right'] as const);
    padding[begin] = Math.max(before, 0);
    padding[end] = Math.max(after, 0);
    if (before < 0 || after < 0) {
      if (mode !== 'constant') throw new Misfit(`it crops and pads by ${mode}`);
      const size = viewShape(view)[axis] + Math.min(before, 0) + Math.min(after, 0);
      if (size < 1) throw new Misfit('it crops everything');
      const start = Math.max(-before, 0);
      view = taken(
        call,
        view,
        axis,
        Array.from({ length: size }, (_, place) => start + place),
      );
    }
  }
  if (Object.values(padding).every((pixels) => pixels === 0)) return viewOf(view);
  const layer = call.emit({ kind: 'pad', padding, mode, value: mode === 'constant' ? value : 0 }, [
    view.layer,
  ]);
  const shape = call.shapeOf(layer);
  const grown = view.axes.map((factors, axis) => {
    const dimension = dimensionOf(view, axis);
    return dimension === 'height' || dimension === 'width' ? whole(shape, dimension) : factors;
  });
  return viewOf({ ...view, layer, shape, axes: grown });
};

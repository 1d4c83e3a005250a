import { Misfit } from '../value.js';
import { covers, whole } from '../view.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';

/** Softmax over channels. Before opset 13 it runs over all axes from its own on. */
export const softmax: Operator = (call) => {
  const view = call.view(0);
  const rank = view.axes.length;
  const axis = normalAxis(call.int('axis', call.opset < 13 ? 1 : -1), rank);
  const behind = view.axes.slice(axis + 1).some((factors) => factors.length > 0);
  if (call.opset < 13 && behind) throw new Misfit('it runs over channels and pixels together');
  if (!covers(view, axis, 'channels')) throw new Misfit('it runs over other axes than channels');
  return viewOf({ ...view, layer: call.emit({ kind: 'softmax' }, [view.layer]) });
};

/** The index of the greatest channel, the first of equals. */
export const argMax: Operator = (call) => {
  if (call.int('select_last_index', 0) !== 0) throw new Misfit('it takes the last of equals');
  const view = call.channelsInOrder(call.view(0));
  const axis = normalAxis(call.int('axis', 0), view.axes.length);
  if (!covers(view, axis, 'channels')) throw new Misfit('it runs over other axes than channels');
  const layer = call.emit({ kind: 'argmax' }, [view.layer]);
  const shape = call.shapeOf(layer);
  const axes = view.axes.with(axis, whole(shape, 'channels'));
  const kept = call.int('keepdims', 1) !== 0 ? axes : axes.toSpliced(axis, 1);
  return viewOf({ ...view, layer, shape, axes: kept, type: 'int64' });
};

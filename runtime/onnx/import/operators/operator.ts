import type { Call } from '../call.js';
import type { ElementType } from '../constant.js';
import type { Value } from '../value.js';
import { type View, wholeView } from '../view.js';

/** Turns a node into layers and tells the node's outputs. Throws a Misfit where it cannot. */
export type Operator = (call: Call) => readonly Value[];

/** The output of a layer as [N, C, H, W]. */
export function imageOf(call: Call, layer: string, type: ElementType = 'float'): readonly Value[] {
  return [{ kind: 'view', view: wholeView(layer, call.shapeOf(layer), 'NCHW', type) }];
}

/** A view that reads another layer of the same shape. */
export function viewOf(view: View): readonly Value[] {
  return [{ kind: 'view', view }];
}

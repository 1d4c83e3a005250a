import type { ArgmaxLayer, SoftmaxLayer } from '../../../core/network/layer.js';
import type { LoweringContext } from './context.js';

/** The first opset whose Softmax works along one axis; before, it flattens all from there on into one. */
const SOFTMAX_ALONG_AXIS = 13;
const FLOAT = 1;

export function lowerSoftmax(
  { graph }: LoweringContext,
  { name }: SoftmaxLayer,
  input: string,
  output: string,
): void {
  if (graph.opset >= SOFTMAX_ALONG_AXIS) {
    graph.node('Softmax', [input], output, { axis: 1 });
    return;
  }
  const last = graph.node('Transpose', [input], graph.fresh(`${name}.last`), { perm: [0, 2, 3, 1] });
  const softmax = graph.node('Softmax', [last], graph.fresh(`${name}.softmax`), { axis: 3 });
  graph.node('Transpose', [softmax], output, { perm: [0, 3, 1, 2] });
}

export function lowerArgmax(
  { graph }: LoweringContext,
  { name }: ArgmaxLayer,
  input: string,
  output: string,
): void {
  const best = graph.node('ArgMax', [input], graph.fresh(`${name}.index`), { axis: 1, keepdims: 1 });
  graph.node('Cast', [best], output, { to: FLOAT });
}

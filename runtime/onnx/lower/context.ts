import type { Layer } from '../../../core/network/layer.js';
import { parameterName } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import type { Weights } from '../../../core/network/weights.js';
import type { GraphBuilder } from '../graph.js';
import type { Quantisation } from './quantise.js';

/** Images a run takes: a fixed number, or any. */
export type Batch = number | 'N';

/** What lowering one layer needs to know. */
export interface LoweringContext {
  readonly graph: GraphBuilder;
  readonly weights: Weights;
  readonly batch: Batch;
  /** Constants that parameters were written to, by parameter and shape. */
  readonly written: Map<string, string>;
  readonly quantisation?: Quantisation;
}

/** The constant of a layer's parameter, written once for all layers that share it; `shape` is the parameter's own where it is left out. */
export function parameter(
  { graph, weights, written }: LoweringContext,
  layer: Layer,
  name: string,
  shape?: readonly number[],
): string {
  const full = parameterName(layer, name);
  const tensor = weightOf(weights, full);
  const key = `${full} ${(shape ?? tensor.shape).join()}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  const constant = graph.floats(full, { shape: shape ?? tensor.shape, data: tensor.data });
  written.set(key, constant);
  return constant;
}

import type { Interpolation, ResizeLayer, Shape } from '../../../core/network/layer.js';
import type { Attributes } from '../graph.js';
import { resizeScale } from '../resize-scale.js';
import type { LoweringContext } from './context.js';
import { sizesWithBatch } from './images.js';

/** The first opset whose Resize may leave out the region of interest and the scales. */
const OPTIONAL_INPUTS = 13;

/**
 * A resize by given factors, or to given sizes. Sizes leave nothing to rounding, but hold the batch as well: a free one
 * takes factors, if they sample where sizes would, else sizes that follow the input's batch. `batched` is false where
 * the input is one value for all images.
 */
export function lowerResize(
  { graph, batch }: LoweringContext,
  layer: ResizeLayer,
  shape: Shape,
  input: { readonly value: string; readonly batched: boolean },
  output: string,
): void {
  const attributes = {
    ...interpolationAttributes(layer.interpolation),
    coordinate_transformation_mode: layer.coordinates,
  };
  const optional = (name: string): string =>
    graph.opset >= OPTIONAL_INPUTS
      ? ''
      : graph.floats(`${layer.name}.${name}`, { shape: [0], data: new Float32Array() });
  const images = input.batched ? batch : 1;
  const factors = layer.scale ?? (images === 'N' ? freeFactors(layer, shape) : undefined);
  if (factors !== undefined) {
    const scales = graph.floats(`${layer.name}.scales`, {
      shape: [4],
      data: Float32Array.of(1, 1, ...factors),
    });
    graph.node('Resize', [input.value, optional('roi'), scales], output, attributes);
    return;
  }
  const image = [shape.channels, layer.height, layer.width];
  const sizes =
    images === 'N'
      ? sizesWithBatch(graph, `${layer.name}.sizes`, input.value, image)
      : graph.integers(`${layer.name}.sizes`, [images, ...image]);
  graph.node('Resize', [input.value, optional('roi'), optional('scales'), sizes], output, attributes);
}

/** Undefined where a factor that is nudged to give the size could move a sampling point over to another pixel. */
function freeFactors({ height, width, interpolation }: ResizeLayer, from: Shape) {
  const factors = [resizeScale(from.height, height), resizeScale(from.width, width)] as const;
  const exact =
    factors[0] === Math.fround(height / from.height) && factors[1] === Math.fround(width / from.width);
  return exact || interpolation.mode === 'linear' ? factors : undefined;
}

function interpolationAttributes(interpolation: Interpolation): Attributes {
  switch (interpolation.mode) {
    case 'linear':
      return { mode: 'linear' };
    case 'nearest':
      return { mode: 'nearest', nearest_mode: interpolation.rounding };
    case 'cubic':
      return {
        mode: 'cubic',
        cubic_coeff_a: { float: interpolation.coefficient },
        exclude_outside: interpolation.excludeOutside ? 1 : 0,
      };
  }
}

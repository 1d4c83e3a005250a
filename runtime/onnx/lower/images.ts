import type { GraphBuilder } from '../graph.js';
import type { LoweringContext } from './context.js';

/** Repeats what is one value for all images, [1, channels, height, width], for each image of the value `like`. */
export function repeatForImages(
  { graph, batch }: LoweringContext,
  name: string,
  value: string,
  like: string,
): string {
  const repeats =
    batch === 'N'
      ? sizesWithBatch(graph, `${name}.repeats`, like, [1, 1, 1])
      : graph.integers(`${name}.repeats`, [batch, 1, 1, 1]);
  return graph.node('Expand', [value, repeats], graph.fresh(`${name}.repeated`));
}

/** The int64 value [N, ...rest] whose N is that of the value `like`. */
export function sizesWithBatch(
  graph: GraphBuilder,
  name: string,
  like: string,
  rest: readonly number[],
): string {
  const shape = graph.node('Shape', [like], graph.fresh(`${name}.shape`));
  const ends = [graph.integers(`${name}.start`, [0]), graph.integers(`${name}.end`, [1])];
  const images = graph.node('Slice', [shape, ...ends], graph.fresh(`${name}.images`));
  return graph.node('Concat', [images, graph.integers(`${name}.rest`, rest)], graph.fresh(name), { axis: 0 });
}

import type { ConvLayer, ConvTransposeLayer } from '../layer.js';
import type { Tensor } from '../weights.js';

/** A stretch of a tensor's data. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the weights of one filter, the one that makes output channel `index`, lie in their layer's `weight`: in one
 * stretch for a convolution [outChannels, …]; for a transposed one [inChannels, outChannels / groups, kh, kw] in a
 * stretch for each input channel that the filter reads.
 */
export function filterSpans(
  layer: ConvLayer | ConvTransposeLayer,
  { shape, data }: Tensor,
  index: number,
): readonly Span[] {
  const size = data.length / shape[0];
  if (layer.kind === 'conv') return [{ start: index * size, end: (index + 1) * size }];
  const [inputs, outputs] = [shape[0] / layer.groups, shape[1]];
  const cell = size / outputs;
  const first = Math.floor(index / outputs) * inputs;
  return Array.from({ length: inputs }, (_, row) => {
    const start = (first + row) * size + (index % outputs) * cell;
    return { start, end: start + cell };
  });
}

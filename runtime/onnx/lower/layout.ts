import type { CropLayer, PadLayer, SelectLayer } from '../../../core/network/layer.js';
import type { LoweringContext } from './context.js';

/** Channels in a row leave as a Slice, which costs the least; others as a Gather. */
export function lowerSelect(
  { graph }: LoweringContext,
  { name, indices }: SelectLayer,
  input: string,
  output: string,
): void {
  if (indices.some((index, place) => index !== indices[0] + place)) {
    graph.node('Gather', [input, graph.integers(`${name}.indices`, indices)], output, { axis: 1 });
    return;
  }
  const ends = [
    graph.integers(`${name}.start`, [indices[0]]),
    graph.integers(`${name}.end`, [indices[0] + indices.length]),
    graph.integers(`${name}.axis`, [1]),
  ];
  graph.node('Slice', [input, ...ends], output);
}

export function lowerPad(
  { graph }: LoweringContext,
  { name, padding, mode, value }: PadLayer,
  input: string,
  output: string,
): void {
  const { top, left, bottom, right } = padding;
  const inputs = [input, graph.integers(`${name}.pads`, [0, 0, top, left, 0, 0, bottom, right])];
  if (mode === 'constant') {
    inputs.push(graph.floats(`${name}.value`, { shape: [], data: Float32Array.of(value) }));
  }
  graph.node('Pad', inputs, output, { mode });
}

export function lowerCrop(
  { graph }: LoweringContext,
  { name, top, left, height, width, stride }: CropLayer,
  input: string,
  output: string,
): void {
  const ends = [top + (height - 1) * stride[0] + 1, left + (width - 1) * stride[1] + 1];
  const inputs = [
    graph.integers(`${name}.start`, [top, left]),
    graph.integers(`${name}.end`, ends),
    graph.integers(`${name}.axes`, [2, 3]),
    graph.integers(`${name}.steps`, stride),
  ];
  graph.node('Slice', [input, ...inputs], output);
}

import type { AveragePoolLayer, MaxPoolLayer } from '../../../../core/network/layer.js';
import { fitBorder } from '../border.js';
import type { Lowered, LoweringContext } from './context.js';
import { padded, paddedBelow } from './layout.js';

export function lowerMaxPool(
  context: LoweringContext,
  layer: MaxPoolLayer,
  { inputs, output }: Lowered,
): void {
  const [input] = inputs;
  const { kernel, stride, name } = layer;
  const { border, pad } = fitBorder(layer, input.shape, output.shape);
  const read = pad === undefined ? input : paddedBelow(context, `${name}.padded`, input, pad);
  context.operator({ kind: 'MAX_POOL_2D', border, stride, kernel }, [read], output);
}

/** TFLite's own padding does not count; padding that counts is written out. */
export function lowerAveragePool(
  context: LoweringContext,
  layer: AveragePoolLayer,
  { inputs, output }: Lowered,
): void {
  const [input] = inputs;
  const { kernel, stride, name, padding } = layer;
  const counts = layer.countPadding && Object.values(padding).some((pixels) => pixels > 0);
  const read = counts ? padded(context, `${name}.padded`, input, padding) : input;
  const border = counts ? 'VALID' : fitBorder(layer, input.shape, output.shape).border;
  context.operator({ kind: 'AVERAGE_POOL_2D', border, stride, kernel }, [read], output);
}

/** The mean of each channel over all pixels. */
export function lowerMean(
  context: LoweringContext,
  { name }: { readonly name: string },
  { inputs, output }: Lowered,
): void {
  const axes = context.integers(`${name}.axes`, [1, 2]);
  context.operator({ kind: 'MEAN' }, [...inputs, axes], output);
}

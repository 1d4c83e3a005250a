import type { CropLayer, Padding, PadLayer, SelectLayer } from '../../../../core/network/layer.js';
import { type Lowered, type LoweringContext, toWord, type Value } from './context.js';

/** A value with zeros around it. */
export function padded(context: LoweringContext, name: string, input: Value, padding: Padding): Value {
  const output = grown(context, name, input, padding);
  context.operator({ kind: 'PAD' }, [input, paddings(context, name, padding)], output);
  return output;
}

/** A value with the least of all words around it, which no maximum takes. */
export function paddedBelow(context: LoweringContext, name: string, input: Value, padding: Padding): Value {
  if (input.scale.zeroPoint === LEAST) return padded(context, name, input, padding);
  const output = grown(context, name, input, padding);
  writeFilled(context, name, input, { padding, word: LEAST, output });
  return output;
}

const LEAST = -128;
const MIRROR = { kind: 'MIRROR_PAD', edge: 'once' } as const;

export function lowerPad(context: LoweringContext, layer: PadLayer, { inputs, output }: Lowered): void {
  const [input] = inputs;
  const { name, padding, mode, value } = layer;
  if (mode === 'constant' && value !== 0) {
    writeFilled(context, name, input, { padding, word: toWord(value, input.scale), output });
    return;
  }
  const operation = mode === 'constant' ? ({ kind: 'PAD' } as const) : MIRROR;
  context.operator(operation, [input, paddings(context, name, padding)], output);
}

/** Channels in a row are cut out; others are gathered. */
export function lowerSelect(context: LoweringContext, layer: SelectLayer, { inputs, output }: Lowered): void {
  const { name, indices } = layer;
  const [input] = inputs;
  if (indices.every((index, place) => index === indices[0] + place)) {
    lowerSlice(context, name, input, output, [0, 0, indices[0]]);
    return;
  }
  const wanted = context.integers(`${name}.indices`, indices);
  context.operator({ kind: 'GATHER' }, [input, wanted], output);
}

export function lowerCrop(context: LoweringContext, layer: CropLayer, { inputs, output }: Lowered): void {
  const { name, top, left, height, width, stride } = layer;
  const [input] = inputs;
  if (stride[0] === 1 && stride[1] === 1) {
    lowerSlice(context, name, input, output, [top, left, 0]);
    return;
  }
  const ends = [top + (height - 1) * stride[0] + 1, left + (width - 1) * stride[1] + 1];
  const places = [
    context.integers(`${name}.start`, [0, top, left, 0]),
    context.integers(`${name}.end`, [1, ...ends, input.shape.channels]),
    context.integers(`${name}.steps`, [1, ...stride, 1]),
  ];
  context.operator({ kind: 'STRIDED_SLICE' }, [input, ...places], output);
}

/** Operands in another scale than the concat's are brought to it first. */
export function lowerConcat(
  context: LoweringContext,
  { name }: { readonly name: string },
  { inputs, output }: Lowered,
): void {
  const parts = inputs.map((input, position) => {
    const { scale, zeroPoint } = output.scale;
    if (input.scale.scale === scale && input.scale.zeroPoint === zeroPoint) return input;
    const rescaled = context.value(`${name}.${position}`, input.shape, output.scale);
    context.operator({ kind: 'QUANTIZE' }, [input], rescaled);
    return rescaled;
  });
  context.operator({ kind: 'CONCATENATION' }, parts, output);
}

/** Cuts a part of the output's size out of a value, beginning at [row, column, channel]. */
export function lowerSlice(
  context: LoweringContext,
  name: string,
  input: Value,
  output: Value,
  start: readonly [number, number, number],
): void {
  const { channels, height, width } = output.shape;
  const places = [
    context.integers(`${name}.start`, [0, ...start]),
    context.integers(`${name}.extent`, [1, height, width, channels]),
  ];
  context.operator({ kind: 'SLICE' }, [input, ...places], output);
}

interface Filling {
  readonly padding: Padding;
  readonly word: number;
  readonly output: Value;
}

/** A value with the pixels of its edge repeated once around it. */
export function edged(context: LoweringContext, name: string, input: Value): Value {
  const padding = { top: 1, left: 1, bottom: 1, right: 1 };
  const output = grown(context, name, input, padding);
  context.operator({ kind: 'MIRROR_PAD', edge: 'twice' }, [input, paddings(context, name, padding)], output);
  return output;
}

function writeFilled(
  context: LoweringContext,
  name: string,
  input: Value,
  { padding, word, output }: Filling,
): void {
  const filling = context.words(`${name}.filling`, [1], input.scale, Int8Array.of(word));
  context.operator({ kind: 'PADV2' }, [input, paddings(context, name, padding), filling], output);
}

function grown(context: LoweringContext, name: string, { shape, scale }: Value, padding: Padding): Value {
  const { channels, height, width } = shape;
  const { top, left, bottom, right } = padding;
  return context.value(name, { channels, height: top + height + bottom, width: left + width + right }, scale);
}

function paddings(context: LoweringContext, name: string, { top, left, bottom, right }: Padding): number {
  return context.integers(`${name}.paddings`, [0, 0, top, bottom, left, right, 0, 0], [4, 2]);
}

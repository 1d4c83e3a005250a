import type { LayerRow } from '../network/table.js';

/** Multiply-accumulates of a row for one image, those on padding included. */
export function rowMacs(row: LayerRow): number {
  const filter = row.kernelWidth * row.kernelHeight * (row.inChannels / row.groups);
  return filter * row.outChannels * row.convWidth * row.convHeight;
}

/** Weights of a row, biases aside. */
export function rowWeights(row: LayerRow): number {
  return row.kernelWidth * row.kernelHeight * (row.inChannels / row.groups) * row.outChannels;
}

/** Rows that multiply. */
export function multiplies(row: LayerRow): boolean {
  return row.kind === 'conv' || row.kind === 'conv_fused_add' || row.kind === 'conv_transpose';
}

/** Values that a row reads, its second operand among them. */
export function inputWords(row: LayerRow): number {
  const inputs = row.kind === 'add' || row.kind === 'elementwise' ? 2 : 1;
  return inputs * row.inWidth * row.inHeight * row.inChannels;
}

/** Values that a row writes. */
export function outputWords(row: LayerRow): number {
  return row.outWidth * row.outHeight * outputChannels(row);
}

/** Values that a convolution adds to its result on the way. */
export function operandWords(row: LayerRow): number {
  return row.kind === 'conv_fused_add' ? row.convWidth * row.convHeight * row.outChannels : 0;
}

/** The most values that wait at once where each row reads what is there, writes, and forgets all but its result. */
export function peakOfRows(rows: readonly LayerRow[]): number {
  let peak = 0;
  for (const row of rows) peak = Math.max(peak, inputWords(row) + operandWords(row) + outputWords(row));
  return peak;
}

/** A convolution as a matrix product, one of `count`: [pixels x reduction] times [reduction x filters]. */
export interface Product {
  readonly count: number;
  readonly pixels: number;
  readonly reduction: number;
  readonly filters: number;
}

/** The product that a multiplying row comes to; a transposed convolution multiplies each input pixel with its kernels. */
export function productOf(row: LayerRow): Product {
  const kernel = row.kernelWidth * row.kernelHeight;
  const inChannels = row.inChannels / row.groups;
  const outChannels = row.outChannels / row.groups;
  const pixels = row.convWidth * row.convHeight;
  return row.kind === 'conv_transpose'
    ? { count: row.groups, pixels, reduction: inChannels, filters: outChannels * kernel }
    : { count: row.groups, pixels, reduction: kernel * inChannels, filters: outChannels };
}

/** Multiply-accumulates over all that the hardware could have done, 0 … 1. */
export function utilisationOf(row: LayerRow, possibleMacs: number): number {
  return possibleMacs === 0 ? 0 : rowMacs(row) / possibleMacs;
}

function outputChannels(row: LayerRow): number {
  return multiplies(row) ? row.outChannels : row.inChannels;
}

import type { LayerRow } from '../../core/network/table.js';
import type { ReferenceRow } from './tables.js';

/** Where a row of a layer table departs from the reference's: `index`, our row's name, and each column as `ours/theirs`. */
export interface Difference {
  readonly index: number;
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Compares row by row, in order; a row without a partner differs in `kind`. */
export function compareTables(
  rows: readonly LayerRow[],
  reference: readonly ReferenceRow[],
): readonly Difference[] {
  const differences: Difference[] = [];
  for (let index = 0; index < Math.max(rows.length, reference.length); index++) {
    const ours = rows.at(index);
    const theirs = reference.at(index);
    const columns: Record<string, string> = {};
    if (ours?.kind !== theirs?.kind) columns.kind = `${ours?.kind ?? '-'}/${theirs?.kind ?? '-'}`;
    if (ours !== undefined && theirs !== undefined) {
      for (const [key, value] of Object.entries(columnsOf(ours))) {
        if (value !== theirs.numbers[key]) columns[key] = `${value}/${theirs.numbers[key]}`;
      }
    }
    if (Object.keys(columns).length > 0) differences.push({ index, name: ours?.name ?? '-', columns });
  }
  return differences;
}

function columnsOf(row: LayerRow): Record<string, number> {
  return {
    in_w: row.inWidth,
    in_h: row.inHeight,
    in_c: row.inChannels,
    k_w: row.kernelWidth,
    k_h: row.kernelHeight,
    out_c: row.outChannels,
    conv_w: row.convWidth,
    conv_h: row.convHeight,
    stride: row.stride,
    padding: row.padding,
    dilation: row.dilation,
    maxpool: Number(row.maxpool),
    out_w: row.outWidth,
    out_h: row.outHeight,
  };
}

import { NetworkError } from '../errors.js';
import { type CsvError, type CsvLine, numberAt, parseCsv, requireColumns } from '../csv.js';
import type { LayerRow } from './table.js';

/**
 * Reads a layer table from a CSV file's text. Columns: `layer` (its name), `kind`, `in_w`, `in_h`, `in_c`, `k_w`, `k_h`,
 * `out_c`, `conv_w`, `conv_h`, `stride`, `padding`, `dilation`, `maxpool` (0 or 1), `out_w`, `out_h`, and where there are
 * grouped convolutions `groups`, in any order; others are passed over.
 *
 * Throws a NetworkError `LAYERS_FILE` with the place.
 */
export function parseLayerTable(text: string, file: string): readonly LayerRow[] {
  const error: CsvError = (line, message) =>
    new NetworkError('LAYERS_FILE', `${file}:${line} is no layer table. ${message}`, {
      place: { file, line, column: 1 },
      hint: `Give the columns ${COLUMNS.join(', ')}.`,
    });
  const table = parseCsv(text, error);
  requireColumns(table, COLUMNS, error);
  return table.lines.map((line) => rowOf(line, error));
}

const COLUMNS = [
  'layer',
  'kind',
  'in_w',
  'in_h',
  'in_c',
  'k_w',
  'k_h',
  'out_c',
  'conv_w',
  'conv_h',
  'stride',
  'padding',
  'dilation',
  'maxpool',
  'out_w',
  'out_h',
] as const;

const KINDS: readonly LayerRow['kind'][] = [
  'conv',
  'conv_fused_add',
  'conv_transpose',
  'global_avg_pool',
  'upsample',
  'add',
  'elementwise',
  'max_pool',
  'avg_pool',
  'other',
];

function rowOf(line: CsvLine, error: CsvError): LayerRow {
  const kind = KINDS.find((known) => known === line.cells.kind);
  if (kind === undefined) {
    throw error(line.number, `Its kind is '${line.cells.kind}'; kinds are ${KINDS.join(', ')}.`);
  }
  const multiplies = kind === 'conv' || kind === 'conv_fused_add' || kind === 'conv_transpose';
  const count = (column: string, least = 1) => numberAt(line, column, least, error);
  const ofKernel = multiplies ? 1 : 0;
  const row = {
    name: line.cells.layer,
    kind,
    inWidth: count('in_w'),
    inHeight: count('in_h'),
    inChannels: count('in_c'),
    kernelWidth: count('k_w', ofKernel),
    kernelHeight: count('k_h', ofKernel),
    outChannels: count('out_c', ofKernel),
    convWidth: count('conv_w'),
    convHeight: count('conv_h'),
    stride: count('stride'),
    padding: count('padding', 0),
    dilation: count('dilation'),
    groups: 'groups' in line.cells ? count('groups') : 1,
    maxpool: count('maxpool', 0) > 0,
    outWidth: count('out_w'),
    outHeight: count('out_h'),
  };
  if (row.inChannels % row.groups !== 0 || row.outChannels % row.groups !== 0) {
    throw error(line.number, `Its channels are no multiple of its ${row.groups} groups.`);
  }
  return row;
}

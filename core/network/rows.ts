import {
  type ArithmeticLayer,
  type AveragePoolLayer,
  type ConvLayer,
  type ConvTransposeLayer,
  type Layer,
  type MaxPoolLayer,
  type Network,
  type Shape,
} from './layer.js';
import { countReaders } from './readers.js';
import { inferShapes, shapeOf } from './shapes.js';
import type { LayerRow } from './table.js';

/**
 * The layer table: one row for each unit of work of an accelerator, in an order in which it can run them.
 *
 * Batch norm, activations, arithmetic with constants, padding, selecting and cropping are free. An addition or a max pooling is fused into the convolution that makes its (later)
 * operand, where nothing else reads that convolution; otherwise it is a row of its own. A concat costs nothing: a
 * convolution that reads one is the sum of convolutions on the parts, a row `<name>[<part>]` each, as soon as its part
 * is there, all but the first adding to the sum (`conv_fused_add`). Every resize is an `upsample` row, that of the
 * logits included. A transposed convolution, an average pooling, other arithmetic and what is not understood are a row
 * each. Stride, padding and dilation are those along the width, padding the one on the left.
 *
 * Throws `inferShapes`'s errors.
 */
export function layerTable(network: Network): readonly LayerRow[] {
  const draft: Draft = {
    shapes: inferShapes(network),
    readers: countReaders(network),
    rows: [],
    values: new Map(),
    constants: new Set(network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name)),
  };
  for (const layer of network.layers) draft.values.set(layer.name, draftLayer(draft, layer));
  return inRunningOrder(draft.rows).map((entry) => entry.row);
}

/** A row with the last row of the part that it reads, where it may run as soon as that part is there. */
interface Entry {
  row: LayerRow;
  readonly after?: number;
}

/** A stretch of an output's channels. `last` is the last row that it needs, -1 for the network's input. */
interface Part {
  readonly channels: number;
  readonly last: number;
  /** Whether a later element-wise layer can be fused into the row `last`. */
  readonly open: boolean;
}

interface Draft {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly readers: ReadonlyMap<string, number>;
  readonly rows: Entry[];
  readonly values: Map<string, readonly Part[]>;
  readonly constants: ReadonlySet<string>;
}

function draftLayer(draft: Draft, layer: Layer): readonly Part[] {
  const inputs = layer.inputs.map((name) => draft.values.get(name) ?? []);
  const parts = draftParts(draft, layer, inputs);
  return draft.readers.get(layer.name) === 1 ? parts : parts.map((part) => ({ ...part, open: false }));
}

function draftParts(draft: Draft, layer: Layer, inputs: readonly (readonly Part[])[]): readonly Part[] {
  switch (layer.kind) {
    case 'input':
    case 'constant':
      return [{ channels: layer.channels, last: -1, open: false }];
    case 'conv':
      return draftConv(draft, layer, inputs[0]);
    case 'convtranspose':
      return [{ ...push(draft, transposedRow(draft, layer), layer.outChannels), open: true }];
    case 'batchnorm':
    case 'relu':
    case 'activation':
    case 'prelu':
      return inputs[0];
    case 'pad':
      return inputs[0].map((part) => ({ ...part, open: false }));
    case 'select':
    case 'crop':
      return [addressed(draft, layer, inputs[0])];
    case 'concat':
      return inputs.flat();
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return draftArithmetic(draft, layer, inputs);
    case 'averagepool':
      return inputs[0].map((part, index) =>
        push(
          draft,
          poolRow(draft, layer, 'avg_pool', partName(layer, inputs[0], index), part.channels),
          part.channels,
        ),
      );
    case 'softmax':
    case 'argmax':
    case 'opaque': {
      const { channels } = shapeOf(draft.shapes, layer.name);
      const read = shapeOf(draft.shapes, layer.inputs[0]).channels;
      return [{ ...push(draft, plainRow(draft, layer, layer.name, 'other', read), channels) }];
    }
    case 'maxpool':
      return inputs[0].map((part, index) =>
        draftMaxPool(draft, layer, part, partName(layer, inputs[0], index)),
      );
    case 'globalaveragepool':
    case 'resize':
      return inputs[0].map(({ channels }, index) => {
        const name = partName(layer, inputs[0], index);
        const kind = layer.kind === 'resize' ? 'upsample' : 'global_avg_pool';
        return push(draft, plainRow(draft, layer, name, kind, channels), channels);
      });
  }
}

function draftConv(draft: Draft, layer: ConvLayer, parts: readonly Part[]): readonly Part[] {
  const input = shapeOf(draft.shapes, layer.inputs[0]);
  if (parts.length === 1 || layer.groups > 1) {
    const row = convRow(draft, layer, layer.name, 'conv', input.channels);
    return [{ ...push(draft, row, layer.outChannels), open: true }];
  }
  const first = parts.reduce((best, part, index) => (part.last < parts[best].last ? index : best), 0);
  const sums = parts.map((part, index) => {
    const kind = index === first ? 'conv' : 'conv_fused_add';
    const row = convRow(draft, layer, `${layer.name}[${index}]`, kind, part.channels);
    return push(draft, row, layer.outChannels, part.last);
  });
  return sums.slice(-1);
}

/** Selecting and cropping cost nothing: whoever reads the result addresses a part of it. */
function addressed(draft: Draft, layer: Layer, parts: readonly Part[]): Part {
  const { channels } = shapeOf(draft.shapes, layer.name);
  return { channels, last: Math.max(...parts.map(({ last }) => last)), open: false };
}

/** Arithmetic with a constant is free, as an activation is. */
function draftArithmetic(
  draft: Draft,
  layer: ArithmeticLayer,
  inputs: readonly (readonly Part[])[],
): readonly Part[] {
  const whole = inputs.findIndex((_, position) => draft.constants.has(layer.inputs[1 - position]));
  const { channels } = shapeOf(draft.shapes, layer.name);
  if (whole !== -1 && shapeOf(draft.shapes, layer.inputs[whole]).channels === channels) return inputs[whole];
  if (layer.kind === 'add' && sameShape(draft, layer)) return [draftAdd(draft, layer, inputs)];
  return [push(draft, plainRow(draft, layer, layer.name, 'elementwise', channels), channels)];
}

function sameShape({ shapes }: Draft, layer: Layer): boolean {
  const [left, right] = layer.inputs.map((name) => shapeOf(shapes, name));
  return left.channels === right.channels && left.height === right.height && left.width === right.width;
}

function draftAdd(draft: Draft, layer: Layer, inputs: readonly (readonly Part[])[]): Part {
  const { channels } = shapeOf(draft.shapes, layer.name);
  const operands = inputs.flat();
  const latest = operands.reduce((best, part) => (part.last > best.last ? part : best));
  const entry = latest.open && latest.channels === channels ? draft.rows[latest.last] : undefined;
  if (entry?.row.kind === 'conv' && !entry.row.maxpool) {
    entry.row = { ...entry.row, kind: 'conv_fused_add' };
    return latest;
  }
  return push(draft, plainRow(draft, layer, layer.name, 'add', channels), channels);
}

function draftMaxPool(draft: Draft, layer: MaxPoolLayer, part: Part, name: string): Part {
  const { width: outWidth, height: outHeight } = shapeOf(draft.shapes, layer.name);
  if (part.open) {
    const entry = draft.rows[part.last];
    entry.row = { ...entry.row, maxpool: true, outWidth, outHeight };
    return { ...part, open: false };
  }
  return push(draft, poolRow(draft, layer, 'max_pool', name, part.channels), part.channels);
}

function poolRow(
  draft: Draft,
  layer: MaxPoolLayer | AveragePoolLayer,
  kind: 'max_pool' | 'avg_pool',
  name: string,
  channels: number,
): LayerRow {
  return {
    ...plainRow(draft, layer, name, kind, channels),
    kernelWidth: layer.kernel[1],
    kernelHeight: layer.kernel[0],
    stride: layer.stride[1],
    padding: layer.padding.left,
  };
}

/** As many multiplications as a convolution over the input's pixels has: each is spread over the output. */
function transposedRow(draft: Draft, layer: ConvTransposeLayer): LayerRow {
  const input = shapeOf(draft.shapes, layer.inputs[0]);
  return {
    ...plainRow(draft, layer, layer.name, 'conv_transpose', input.channels),
    kernelWidth: layer.kernel[1],
    kernelHeight: layer.kernel[0],
    outChannels: layer.outChannels,
    convWidth: input.width,
    convHeight: input.height,
    stride: layer.stride[1],
    padding: layer.padding.left,
    dilation: layer.dilation[1],
    groups: layer.groups,
  };
}

function push(draft: Draft, row: LayerRow, channels: number, after?: number): Part {
  const last = draft.rows.push(after === undefined ? { row } : { row, after }) - 1;
  return { channels, last, open: false };
}

function convRow(
  draft: Draft,
  layer: ConvLayer,
  name: string,
  kind: 'conv' | 'conv_fused_add',
  inChannels: number,
): LayerRow {
  return {
    ...plainRow(draft, layer, name, kind, inChannels),
    kernelWidth: layer.kernel[1],
    kernelHeight: layer.kernel[0],
    outChannels: layer.outChannels,
    stride: layer.stride[1],
    padding: layer.padding.left,
    dilation: layer.dilation[1],
    groups: layer.groups,
  };
}

function plainRow(
  draft: Draft,
  layer: Layer,
  name: string,
  kind: LayerRow['kind'],
  inChannels: number,
): LayerRow {
  const input = shapeOf(draft.shapes, layer.inputs[0]);
  const output = shapeOf(draft.shapes, layer.name);
  return {
    name,
    kind,
    inWidth: input.width,
    inHeight: input.height,
    inChannels,
    kernelWidth: 0,
    kernelHeight: 0,
    outChannels: 0,
    convWidth: output.width,
    convHeight: output.height,
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
    maxpool: false,
    outWidth: output.width,
    outHeight: output.height,
  };
}

function partName(layer: Layer, parts: readonly Part[], index: number): string {
  return parts.length === 1 ? layer.name : `${layer.name}[${index}]`;
}

/**
 * Moves each row of a split convolution right behind the row that completes its part. Every row stays behind all that
 * it reads, since a row moves to the place of a row that it reads and never past it.
 */
function inRunningOrder(rows: readonly Entry[]): readonly Entry[] {
  return rows
    .map((entry, index) => ({ entry, index, place: entry.after ?? index }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .map(({ entry }) => entry);
}

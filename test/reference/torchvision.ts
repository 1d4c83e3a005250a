import type { Tensor, Weights } from '../../core/network/weights.js';
import { readCsv } from './tables.js';

/** Networks whose names, shapes and features `test/peers/resnet_features.py` records from torchvision. */
export type TorchvisionNetwork = 'resnet18' | 'deeplabv3_resnet50';

export interface RecordedFeatures {
  readonly layer: string;
  /** Flat indices into the feature map [1, C, H, W], with the values there. */
  readonly samples: readonly { readonly index: number; readonly value: number }[];
}

/** Every entry of a network's state dictionary with its shape, [] for a scalar. */
export function torchvisionShapes(network: TorchvisionNetwork): ReadonlyMap<string, readonly number[]> {
  const rows = readCsv('torchvision_parameters.csv').filter((row) => row.network === network);
  return new Map(rows.map(({ name, shape }) => [name, shape === '' ? [] : shape.split('x').map(Number)]));
}

export function torchvisionFeatures(network: TorchvisionNetwork): readonly RecordedFeatures[] {
  const rows = readCsv('torchvision_features.csv').filter((row) => row.network === network);
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  return layers.map((layer) => ({
    layer,
    samples: rows
      .filter((row) => row.layer === layer)
      .map(({ index, value }) => ({ index: Number(index), value: Number(value) })),
  }));
}

/** The weights that the recorded features were computed with, under torchvision's names. */
export function torchvisionWeights(network: TorchvisionNetwork): Weights {
  const floats = [...torchvisionShapes(network)].filter(([name]) => !name.endsWith('num_batches_tracked'));
  return new Map(floats.map(([name, shape]) => [name, tensorOf(name, shape)]));
}

/** The image that the features were recorded for, CHW. */
export function torchvisionImage(height: number, width: number): Float32Array {
  return fill('image', 3 * height * width, (drawn) => drawn);
}

function tensorOf(name: string, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length > 1) {
    const deviation = Math.sqrt(6 / (count / shape[0]));
    return { shape, data: fill(name, count, (drawn) => drawn * deviation) };
  }
  const isScale = name.endsWith('.weight') || name.endsWith('.running_var');
  return { shape, data: fill(name, count, (drawn) => (isScale ? 1 + drawn / 2 : drawn / 10)) };
}

/**
 * Values made of numbers in [-1, 1): the 32-bit finaliser of MurmurHash3 over the name's FNV-1a hash and the index. A
 * loop, since `Float32Array.from` is many times slower over tens of millions.
 */
function fill(name: string, count: number, valueOf: (drawn: number) => number): Float32Array {
  let start = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) start = Math.imul(start ^ byte, 0x01000193);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    let bits = start + Math.imul(index, 0x9e3779b9);
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    values[index] = valueOf(((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1);
  }
  return values;
}

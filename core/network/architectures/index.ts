import { NetworkError } from '../../errors.js';
import type { Network } from '../layer.js';
import { deepLabV3Plus } from './deeplabv3plus.js';
import type { OutputStride, ResnetBackbone } from './resnet.js';

/** An architecture that is built in code, as a pipeline names it. */
export interface ArchitectureSpec {
  readonly architecture: 'deeplabv3plus';
  readonly backbone: ResnetBackbone;
  /** Multiplies every channel count but the input's and the classes', rounded, at least 1. Default 1. */
  readonly width?: number;
  /** How much smaller the deepest features are than the input. Default 16. */
  readonly outputStride?: OutputStride;
  readonly input: { readonly height: number; readonly width: number };
}

/**
 * Builds the layer graph for a number of classes.
 *
 * Throws a NetworkError `ARCHITECTURE_BAD_VALUE` where a value is out of range.
 */
export function buildArchitecture(spec: ArchitectureSpec, classes: number): Network {
  const { backbone, width = 1, outputStride = 16, input } = spec;
  if (!(Number.isFinite(width) && width > 0)) fail('width', width, 'a number above 0');
  if (![8, 16].includes(outputStride)) fail('outputStride', outputStride, '8 or 16');
  if (!['resnet18', 'resnet50'].includes(backbone)) fail('backbone', backbone, 'resnet18 or resnet50');
  checkCount('classes', classes);
  checkCount('input.height', input.height);
  checkCount('input.width', input.width);
  const scale = (channels: number): number => Math.max(1, Math.round(channels * width));
  return deepLabV3Plus({ backbone, outputStride, classes, input, scale });
}

function checkCount(key: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) fail(key, value, 'a whole number of at least 1');
}

function fail(key: string, value: unknown, wanted: string): never {
  throw new NetworkError('ARCHITECTURE_BAD_VALUE', `The architecture's ${key} is ${String(value)}.`, {
    hint: `Give ${wanted}.`,
  });
}

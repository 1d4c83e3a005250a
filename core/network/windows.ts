import { NetworkError } from '../errors.js';
import type { ConvTransposeLayer, Padding, Pair, Shape } from './layer.js';

/** A kernel that slides over an image. */
interface Window {
  readonly name: string;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** Height and width of what a sliding window gives. Throws `NETWORK_BAD_NUMBER` or `NETWORK_TOO_SMALL`. */
export function slide(
  window: Window,
  input: Shape,
  dilation: Pair = [1, 1],
): { height: number; width: number } {
  const { name, kernel, stride, padding } = window;
  checkWindow(window, dilation);
  const height = positions(input.height + padding.top + padding.bottom, kernel[0], stride[0], dilation[0]);
  const width = positions(input.width + padding.left + padding.right, kernel[1], stride[1], dilation[1]);
  if (height < 1 || width < 1) {
    throw new NetworkError(
      'NETWORK_TOO_SMALL',
      `The kernel of layer '${name}', ${kernel.join('x')}, does not fit into its input, ${input.height}x${input.width}.`,
      { hint: 'Take a larger input, or a smaller kernel or dilation.' },
    );
  }
  return { height, width };
}

/** Height and width of a transposed convolution's output. Throws `NETWORK_BAD_NUMBER` or `NETWORK_TOO_SMALL`. */
export function spread(layer: ConvTransposeLayer, input: Shape): { height: number; width: number } {
  const { name, kernel, stride, dilation, padding, outputPadding } = layer;
  checkWindow(layer, dilation);
  checkWhole(name, { outputPaddingHeight: outputPadding[0], outputPaddingWidth: outputPadding[1] }, 0);
  const extent = (size: number, axis: 0 | 1, cut: number): number =>
    (size - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 + outputPadding[axis] - cut;
  const height = extent(input.height, 0, padding.top + padding.bottom);
  const width = extent(input.width, 1, padding.left + padding.right);
  if (height < 1 || width < 1) {
    throw new NetworkError(
      'NETWORK_TOO_SMALL',
      `The padding of layer '${name}' cuts off all of its output.`,
      {
        hint: 'Take a larger input, or less padding.',
      },
    );
  }
  return { height, width };
}

/** Throws a NetworkError `NETWORK_BAD_NUMBER` unless every value is a whole number of at least `least`. */
export function checkWhole(name: string, values: Readonly<Record<string, number>>, least: number): void {
  for (const [key, value] of Object.entries(values)) {
    if (!Number.isInteger(value) || value < least) {
      throw new NetworkError(
        'NETWORK_BAD_NUMBER',
        `Layer '${name}' has ${key} ${value}; it must be a whole number of at least ${least}.`,
      );
    }
  }
}

function checkWindow({ name, kernel, stride, padding }: Window, dilation: Pair): void {
  checkWhole(name, { kernelHeight: kernel[0], kernelWidth: kernel[1] }, 1);
  checkWhole(name, { strideHeight: stride[0], strideWidth: stride[1] }, 1);
  checkWhole(name, { dilationHeight: dilation[0], dilationWidth: dilation[1] }, 1);
  checkWhole(name, { ...padding }, 0);
}

function positions(size: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size - dilation * (kernel - 1) - 1) / stride) + 1;
}

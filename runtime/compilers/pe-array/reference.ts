import type { Operand, Operation, QuantisedNetwork, Window, WeightedConv } from './operations.js';
import { TAP_BITS } from './operations.js';

/** Words of one image, [channels, height, width]. */
type Words = readonly bigint[];

/**
 * Runs a quantised network layer by layer in whole numbers of any length, as `Operation` defines them, with no tiles, no
 * memory and no accelerator in mind: what a program's results are held against. `image` are the input's words. Slow.
 */
export function runReference(network: QuantisedNetwork, image: ArrayLike<number>): number[] {
  const values = new Map<number, Words>([[network.input, Array.from(image, BigInt)]]);
  for (const operation of network.operations) {
    values.set(operation.output, new Interpreter(network, values).run(operation));
  }
  return (values.get(network.output) ?? []).map(Number);
}

class Interpreter {
  constructor(
    private readonly network: QuantisedNetwork,
    private readonly values: ReadonlyMap<number, Words>,
  ) {}

  run(operation: Operation): Words {
    const { channels, height, width } = this.network.tensors[operation.output];
    switch (operation.kind) {
      case 'conv':
        return this.conv(operation);
      case 'maxpool': {
        const { limits, input, window } = operation;
        const { height, width } = this.network.tensors[input.tensor];
        return pooled(this.read(input), [channels, height, width], window).map((word) => clip(word, limits));
      }
      case 'mean': {
        const words = this.read(operation.input);
        const pixels = words.length / channels;
        return range(channels).map((c) => {
          const sum = words.slice(c * pixels, (c + 1) * pixels).reduce((total, word) => total + word, 0n);
          return clip(shiftRight(sum * BigInt(operation.multiplier), operation.shift), operation.limits);
        });
      }
      case 'add': {
        const [a, b] = operation.inputs.map((operand) => this.read(operand));
        const [left, right] = operation.shifts;
        return a.map((word, i) => {
          const sum = shiftRight(word, -left) + shiftRight(b[i], -right);
          return clip(shiftRight(sum, operation.shift), operation.limits);
        });
      }
      case 'resize': {
        const words = this.read(operation.input);
        const from = this.network.tensors[operation.input.tensor];
        const { rows, columns, limits } = operation;
        return range(channels).flatMap((c) =>
          range(height).flatMap((y) =>
            range(width).map((x) => {
              let sum = 0n;
              for (let i = y * rows.count; i < (y + 1) * rows.count; i++) {
                for (let j = x * columns.count; j < (x + 1) * columns.count; j++) {
                  const at = (c * from.height + rows.positions[i]) * from.width + columns.positions[j];
                  sum += BigInt(rows.weights[i]) * BigInt(columns.weights[j]) * words[at];
                }
              }
              return clip(shiftRight(sum, 2 * TAP_BITS), limits);
            }),
          ),
        );
      }
      case 'argmax': {
        const words = this.read(operation.input);
        const pixels = height * width;
        return range(pixels).map((pixel) => {
          const scores = range(words.length / pixels).map((c) => words[c * pixels + pixel]);
          return BigInt(scores.findIndex((score) => scores.every((other) => other <= score)));
        });
      }
    }
  }

  private conv(operation: WeightedConv): Words {
    const { outChannels, height, width, groups, window, dilation, limits } = operation;
    const joined = operation.inputs.flatMap((operand) => this.read(operand));
    const from = this.network.tensors[operation.inputs[0].tensor];
    const perGroup = joined.length / (from.height * from.width) / groups;
    const added = operation.add === undefined ? undefined : this.read(operation.add.operand);
    const [kh, kw] = window.kernel;
    const result = range(outChannels).flatMap((o) =>
      range(height).flatMap((y) =>
        range(width).map((x) => {
          let sum = BigInt(operation.bias[o]);
          for (let i = 0; i < perGroup; i++) {
            const channel = Math.floor(o / (outChannels / groups)) * perGroup + i;
            for (let ky = 0; ky < kh; ky++) {
              const row = y * window.stride[0] + ky * dilation[0] - window.padding.top;
              for (let kx = 0; kx < kw; kx++) {
                const column = x * window.stride[1] + kx * dilation[1] - window.padding.left;
                if (row < 0 || row >= from.height || column < 0 || column >= from.width) continue;
                const weight = operation.weights[((o * perGroup + i) * kh + ky) * kw + kx];
                sum += BigInt(weight) * joined[(channel * from.height + row) * from.width + column];
              }
            }
          }
          if (operation.rectifyFirst && sum < 0n) sum = 0n;
          if (added !== undefined) {
            sum += shiftRight(added[(o * height + y) * width + x], -(operation.add?.shift[o] ?? 0));
          }
          return clip(shiftRight(sum, operation.shift[o]), limits);
        }),
      ),
    );
    return operation.pool === undefined
      ? result
      : pooled(result, [outChannels, height, width], operation.pool);
  }

  private read({ tensor, rectify }: Operand): Words {
    const words = this.values.get(tensor) ?? [];
    return rectify ? words.map((word) => (word < 0n ? 0n : word)) : words;
  }
}

function pooled(words: Words, shape: readonly [number, number, number], window: Window): Words {
  const [channels, height, width] = shape;
  const { kernel, stride, padding } = window;
  const outputs = (size: number, before: number, after: number, axis: 0 | 1): number =>
    Math.floor((size + before + after - kernel[axis]) / stride[axis]) + 1;
  return range(channels).flatMap((c) =>
    range(outputs(height, padding.top, padding.bottom, 0)).flatMap((y) =>
      range(outputs(width, padding.left, padding.right, 1)).map((x) => {
        const seen: bigint[] = [];
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            const row = y * stride[0] + ky - padding.top;
            const column = x * stride[1] + kx - padding.left;
            if (row >= 0 && row < height && column >= 0 && column < width) {
              seen.push(words[(c * height + row) * width + column]);
            }
          }
        }
        return seen.reduce((most, word) => (word > most ? word : most));
      }),
    ),
  );
}

/** Shifts right, to the nearest, halves upwards; a negative shift is one to the left. */
function shiftRight(value: bigint, bits: number): bigint {
  if (bits <= 0) return value << BigInt(-bits);
  return (value + (1n << BigInt(bits - 1))) >> BigInt(bits);
}

function clip(word: bigint, { low, high }: { readonly low: number; readonly high: number }): bigint {
  if (word < BigInt(low)) return BigInt(low);
  return word > BigInt(high) ? BigInt(high) : word;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

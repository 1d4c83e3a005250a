import {
  type ActivationFunction,
  type ConvLayer,
  type ConvTransposeLayer,
  type Interpolation,
  type Layer,
  type Shape,
} from '../../../../core/network/layer.js';
import { layerShape, shapeOf } from '../../../../core/network/shapes.js';
import type { Random } from '../../../../core/random.js';

/** Height and width of the grid that every open end of a growing network has, so that any two can be joined. */
export const SIDE = 4;

/** What may differ from a plain 3x3 convolution that keeps sizes. */
type ConvOptions = Partial<Omit<ConvLayer, 'name' | 'kind' | 'inputs' | 'outChannels'>>;

/** Grows a network layer by layer. Layers that it adds are named after what they are for. */
export class Grower {
  readonly layers: Layer[] = [];
  readonly ends: string[] = [];
  private readonly shapes = new Map<string, Shape>();

  constructor(
    readonly random: Random,
    channels: number,
  ) {
    this.ends.push(
      this.push({ name: 'image', kind: 'input', inputs: [], channels, height: SIDE, width: SIDE }),
    );
  }

  push(layer: Layer): string {
    const inputs = layer.inputs.map((name) => this.shape(name));
    this.shapes.set(layer.name, layerShape(layer, inputs));
    this.layers.push(layer);
    return layer.name;
  }

  shape(name: string): Shape {
    return shapeOf(this.shapes, name);
  }

  width(name: string): number {
    return this.shape(name).channels;
  }

  /** One of some values. */
  pick<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)];
  }

  /** A whole number from 1 to `most`. */
  some(most: number): number {
    return 1 + this.random.below(most);
  }

  chance(): boolean {
    return this.random.below(2) === 1;
  }

  /** An open end, as wide as another where there is one asked for. */
  end(width?: number): string {
    return this.pick(width === undefined ? this.ends : this.ends.filter((end) => this.width(end) === width));
  }

  /** Kernel and dilation are drawn where they are not given; padding keeps the size then. */
  conv(name: string, input: string, outChannels: number, options: ConvOptions = {}): string {
    return this.push(this.convLayer(name, input, outChannels, options));
  }

  convLayer(name: string, input: string, outChannels: number, options: ConvOptions = {}): ConvLayer {
    const kernel = this.random.below(2) * 2 + 1;
    const dilation = this.some(2);
    const side = (dilation * (kernel - 1)) / 2;
    return {
      name,
      kind: 'conv',
      inputs: [input],
      outChannels,
      kernel: [kernel, kernel],
      stride: [1, 1],
      dilation: [dilation, dilation],
      padding: { top: side, left: side, bottom: side, right: side },
      groups: 1,
      bias: false,
      ...options,
    };
  }

  pointwise(name: string, input: string, outChannels: number): string {
    const padding = { top: 0, left: 0, bottom: 0, right: 0 };
    return this.conv(name, input, outChannels, { kernel: [1, 1], dilation: [1, 1], padding, bias: true });
  }

  /** A transposed convolution to twice the size. */
  transposed(
    name: string,
    input: string,
    outChannels: number,
    options: Partial<ConvTransposeLayer> = {},
  ): string {
    return this.push({
      name,
      kind: 'convtranspose',
      inputs: [input],
      outChannels,
      kernel: [3, 3],
      stride: [2, 2],
      dilation: [1, 1],
      padding: { top: 1, left: 1, bottom: 1, right: 1 },
      outputPadding: [1, 1],
      groups: 1,
      bias: this.chance(),
      ...options,
    });
  }

  norm(input: string, shares?: string): string {
    const layer: Layer = { name: `${input}.bn`, kind: 'batchnorm', inputs: [input], epsilon: 1e-3 };
    return this.push(shares === undefined ? layer : { ...layer, shares });
  }

  relu(input: string): string {
    return this.push({ name: `${input}.relu`, kind: 'relu', inputs: [input] });
  }

  activation(input: string, activation: ActivationFunction): string {
    const name = `${input}.${activation.name}`;
    return this.push({ name, kind: 'activation', inputs: [input], function: activation });
  }

  block(name: string, input: string, outChannels: number, groups = 1): string {
    return this.relu(this.norm(this.conv(name, input, outChannels, { groups })));
  }

  join(kind: 'add' | 'sub' | 'mul' | 'div' | 'concat', name: string, ...inputs: string[]): string {
    return this.push({ name, kind, inputs });
  }

  select(name: string, input: string, indices: readonly number[]): string {
    return this.push({ name, kind: 'select', inputs: [input], indices });
  }

  constant(name: string, channels: number, height = 1, width = 1): string {
    return this.push({ name, kind: 'constant', inputs: [], channels, height, width });
  }

  /** Back to the grid, in one of the ways in which exporters write it. */
  resize(name: string, input: string): string {
    const interpolation = this.pick<Interpolation>([
      { mode: 'linear' },
      { mode: 'nearest', rounding: 'floor' },
      { mode: 'cubic', coefficient: -0.75, excludeOutside: false },
    ]);
    const coordinates =
      interpolation.mode === 'nearest'
        ? 'asymmetric'
        : this.pick(['half_pixel', 'pytorch_half_pixel', 'align_corners'] as const);
    const [height, width] = [SIDE, SIDE];
    return this.push({ name, kind: 'resize', inputs: [input], height, width, coordinates, interpolation });
  }
}

import type { Layer, Network, Pair, Shape } from '../layer.js';
import { layerShape, shapeOf } from '../shapes.js';

export interface ConvOptions {
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
}

/**
 * Collects layers in topological order. Every method adds one or more layers and returns the name of the last, to be
 * read by the next.
 */
export class NetworkBuilder {
  private readonly layers: Layer[] = [];
  private readonly shapes = new Map<string, Shape>();

  input(name: string, shape: Shape): string {
    return this.push({ name, kind: 'input', inputs: [], ...shape });
  }

  /** A square convolution, padded so that at stride 1 the size stays (odd kernels). */
  conv(name: string, input: string, outChannels: number, options: ConvOptions): string {
    const { kernel, stride = 1, dilation = 1, groups = 1, bias = false } = options;
    const side = (dilation * (kernel - 1)) / 2;
    return this.push({
      name,
      kind: 'conv',
      inputs: [input],
      outChannels,
      kernel: square(kernel),
      stride: square(stride),
      dilation: square(dilation),
      padding: { top: side, left: side, bottom: side, right: side },
      groups,
      bias,
    });
  }

  /** A transposed convolution that enlarges by a whole factor: its kernel is square, as large as its stride. */
  convTranspose(name: string, input: string, outChannels: number, factor: number): string {
    return this.push({
      name,
      kind: 'convtranspose',
      inputs: [input],
      outChannels,
      kernel: square(factor),
      stride: square(factor),
      dilation: square(1),
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      outputPadding: [0, 0],
      groups: 1,
      bias: true,
    });
  }

  batchNorm(name: string, input: string): string {
    return this.push({ name, kind: 'batchnorm', inputs: [input], epsilon: 1e-5 });
  }

  relu(name: string, input: string): string {
    return this.push({ name, kind: 'relu', inputs: [input] });
  }

  /** `<name>.conv`, `<name>.bn` and `<name>.relu`. */
  convBlock(name: string, input: string, outChannels: number, options: ConvOptions): string {
    const conv = this.conv(`${name}.conv`, input, outChannels, options);
    return this.relu(`${name}.relu`, this.batchNorm(`${name}.bn`, conv));
  }

  /**
   * A depthwise convolution, one filter a channel, and a 1x1 convolution that mixes its channels, each with batch norm and
   * ReLU: `<name>.depthwise` and `<name>.pointwise` as `convBlock` names them.
   */
  separableBlock(name: string, input: string, outChannels: number, options: ConvOptions): string {
    const { channels } = shapeOf(this.shapes, input);
    const filtered = this.convBlock(`${name}.depthwise`, input, channels, { ...options, groups: channels });
    return this.convBlock(`${name}.pointwise`, filtered, outChannels, { kernel: 1 });
  }

  /** Odd kernels are padded by half their size, even ones not at all. */
  maxPool(name: string, input: string, kernel: number, stride: number): string {
    const side = kernel % 2 === 0 ? 0 : (kernel - 1) / 2;
    const padding = { top: side, left: side, bottom: side, right: side };
    return this.push({
      name,
      kind: 'maxpool',
      inputs: [input],
      kernel: square(kernel),
      stride: square(stride),
      padding,
    });
  }

  globalAveragePool(name: string, input: string): string {
    return this.push({ name, kind: 'globalaveragepool', inputs: [input] });
  }

  add(name: string, left: string, right: string): string {
    return this.push({ name, kind: 'add', inputs: [left, right] });
  }

  concat(name: string, inputs: readonly string[]): string {
    return this.push({ name, kind: 'concat', inputs });
  }

  /** Whether two layers' outputs are equally high and wide. */
  sameSize(left: string, right: string): boolean {
    const [a, b] = [shapeOf(this.shapes, left), shapeOf(this.shapes, right)];
    return a.height === b.height && a.width === b.width;
  }

  /** Resizes to the height and width of another layer's output. */
  resizeLike(name: string, input: string, model: string): string {
    const { height, width } = shapeOf(this.shapes, model);
    return this.push({
      name,
      kind: 'resize',
      inputs: [input],
      height,
      width,
      coordinates: 'half_pixel',
      interpolation: { mode: 'linear' },
    });
  }

  build(output: string): Network {
    return { layers: [...this.layers], output };
  }

  private push(layer: Layer): string {
    const inputs = layer.inputs.map((name) => shapeOf(this.shapes, name));
    this.shapes.set(layer.name, layerShape(layer, inputs));
    this.layers.push(layer);
    return layer.name;
  }
}

function square(side: number): Pair {
  return [side, side];
}

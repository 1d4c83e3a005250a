import type { Layer, Network, Pair, Shape } from '../layer.js';
import { layerShape, shapeOf } from '../shapes.js';

export interface ConvOptions {
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
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
    const { kernel, stride = 1, dilation = 1, bias = false } = options;
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
      groups: 1,
      bias,
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

  maxPool(name: string, input: string, kernel: number, stride: number): string {
    const side = (kernel - 1) / 2;
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

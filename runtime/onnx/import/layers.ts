import type { Layer, Shape } from '../../../core/network/layer.js';
import { layerShape } from '../../../core/network/shapes.js';
import { LIMITS, elementsOf } from './limits.js';
import type { NodeText } from './read/messages.js';
import { tooLarge } from './refuse.js';

/** A layer without what the graph gives it. */
export type Draft = Layer extends infer L
  ? L extends Layer
    ? Omit<L, 'name' | 'inputs' | 'shares'>
    : never
  : never;

/** A parameter's values. Parameters of one source are one tensor of the file. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  readonly source?: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** Where a layer comes from: what names are made of. */
export interface Origin {
  readonly node?: NodeText;
  /** The file's name of the layer's weight. */
  readonly weight?: string;
  /** What to call the layer where nothing else tells. */
  readonly role: string;
  /** Whether the layer only prepares an operand of the one that reads it. */
  readonly operand?: boolean;
}

export interface Entry {
  readonly layer: Layer;
  readonly shape: Shape;
  readonly parameters: Parameters;
  readonly origin: Origin;
}

/** The layers made so far, in topological order, under provisional names. */
export class LayerStore {
  private readonly entries = new Map<string, Entry>();

  all(): readonly Entry[] {
    return [...this.entries.values()];
  }

  get(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`no layer '${name}'`);
    return entry;
  }

  /**
   * Adds a layer and returns its provisional name. Throws `layerShape`'s errors, and a NetworkError `ONNX_TOO_LARGE`.
   */
  emit(draft: Draft, inputs: readonly string[], origin: Origin, parameters: Parameters = {}): string {
    const name = this.fresh(origin);
    const layer: Layer = { ...draft, name, inputs };
    const shape = layerShape(
      layer,
      inputs.map((input) => this.get(input).shape),
    );
    const { channels, height, width } = shape;
    if (channels > LIMITS.channels) throw tooLarge(`Layer '${name}' has ${channels} channels.`);
    if (Math.max(height, width) > LIMITS.side)
      throw tooLarge(`Layer '${name}' gives ${height}x${width} pixels.`);
    elementsOf([channels, height, width], `The output of layer '${name}'`);
    this.entries.set(name, { layer, shape, parameters, origin });
    return name;
  }

  /** Puts another layer of the same name, inputs and shape in a layer's place. */
  replace(name: string, layer: Layer, parameters: Parameters): void {
    this.entries.set(name, { ...this.get(name), layer, parameters });
  }

  private fresh({ node, role }: Origin): string {
    const named = node?.name === '' ? node.outputs[0] : node?.name;
    const wanted = named === undefined || named === '' ? role : named;
    let name = wanted;
    for (let count = 2; this.entries.has(name); count++) name = `${wanted} (${count})`;
    return name;
  }
}

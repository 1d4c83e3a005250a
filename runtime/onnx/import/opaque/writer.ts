import {
  opaqueInput,
  type OpaqueAttribute,
  type OpaqueConstant,
  type OpaqueNode,
} from '../../../../core/network/opaque.js';
import { type Constant, type ElementType, floatsOf } from '../constant.js';
import type { Parameter } from '../layers.js';
import type { AttributeText, NodeText } from '../read/messages.js';
import { type ReadExternal, readConstant } from '../read/tensor.js';
import { labelOf } from '../read/graph.js';
import { unsupported } from '../refuse.js';
import { DIMENSIONS, type Factor, layoutOf, sizeOf, type View, viewShape } from '../view.js';

/** Constants above this many elements are parameters: weights rather than settings. */
const MOST_SETTINGS = 16;
/** Whole numbers that a double holds. */
const LARGEST_WHOLE = 2 ** 53 - 1;
const CODES: Readonly<Partial<Record<ElementType, number>>> = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** Writes the nodes of one opaque layer. */
export class OpaqueWriter {
  readonly nodes: OpaqueNode[] = [];
  readonly inputs: string[] = [];
  readonly parameters: Record<string, Parameter> = {};
  readonly constants: Record<string, OpaqueConstant> = {};
  /** Whether the nodes hold for one image a run only. */
  singleImage = false;
  private readonly views = new Map<string, string>();
  private readonly known = new Map<Constant, string>();
  private count = 0;

  constructor(private readonly external: ReadExternal) {}

  /** The name of a value that is the whole output of a layer, [N, C, H, W]. */
  input(layer: string): string {
    const found = this.inputs.indexOf(layer);
    return opaqueInput(found === -1 ? this.inputs.push(layer) - 1 : found);
  }

  /** The name of a view's value, brought about by nodes. */
  view(view: View): string {
    const key = JSON.stringify([view.layer, view.axes, view.type]);
    const name = this.views.get(key) ?? this.typed(this.laidOut(view), view.type);
    this.views.set(key, name);
    return name;
  }

  constant(constant: Constant): string {
    const found = this.known.get(constant);
    if (found !== undefined) return found;
    const name = this.isParameter(constant) ? this.parameter(constant) : this.setting(toSetting(constant));
    this.known.set(constant, name);
    return name;
  }

  integers(values: readonly number[]): string {
    return this.setting({ type: 'int64', shape: [values.length], data: values });
  }

  /** Adds a node of one output. */
  node(operator: string, inputs: readonly string[], attributes: OpaqueNode['attributes'] = {}): string {
    const output = this.fresh();
    this.nodes.push({ operator, domain: '', inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds a node of the file; the names of its outputs, in order. */
  copy(node: NodeText, inputs: readonly string[]): readonly string[] {
    const outputs = node.outputs.map((name) => (name === '' ? '' : this.fresh()));
    const attributes = Object.fromEntries(
      [...node.attributes].map(([name, value]) => [name, this.attribute(node, name, value)]),
    );
    this.nodes.push({ operator: node.operator, domain: node.domain, inputs, outputs, attributes });
    return outputs;
  }

  private fresh(): string {
    return `v${this.count++}`;
  }

  private setting(constant: OpaqueConstant): string {
    const name = `c${Object.keys(this.constants).length}`;
    this.constants[name] = constant;
    return name;
  }

  private parameter({ shape, source, ...constant }: Constant): string {
    const name = `p${Object.keys(this.parameters).length}`;
    const data = floatsOf({ shape, ...constant });
    this.parameters[name] = source === undefined ? { shape, data } : { shape, data, source };
    return name;
  }

  private isParameter({ type, data }: Constant): boolean {
    return type === 'float' && (data.length > MOST_SETTINGS || data.some((value) => !Number.isFinite(value)));
  }

  private typed(name: string, type: ElementType): string {
    if (type === 'float') return name;
    const code = CODES[type];
    if (code === undefined)
      throw unsupported(`A value of type ${type} is carried over.`, 'Cast it to int64.');
    return this.node('Cast', [name], { to: { type: 'int', value: code } });
  }

  /**
   * A reshape that takes dimensions apart, a transpose of the parts, a reshape into axes. The batch stays in front where
   * the value has an axis of size 1 there.
   */
  private laidOut(view: View): string {
    const input = this.input(view.layer);
    if (layoutOf(view) === 'NCHW') return input;
    const order = view.axes.flat();
    const parts = [...order].sort(byDimension);
    const permutation = order.map((factor) => parts.indexOf(factor));
    const taken = this.node('Reshape', [input, this.integers([0, ...parts.map(({ size }) => size)])]);
    const moved = permutation.every((part, i) => part === i)
      ? taken
      : this.node('Transpose', [taken], {
          perm: { type: 'ints', value: [0, ...permutation.map((part) => part + 1)] },
        });
    const shape = viewShape(view);
    const hasBatch = view.axes.length > 0 && sizeOf(view.axes[0]) === 1;
    if (!hasBatch) this.singleImage = true;
    return this.node('Reshape', [moved, this.integers(hasBatch ? [0, ...shape.slice(1)] : shape)]);
  }

  private attribute(node: NodeText, name: string, value: AttributeText): OpaqueAttribute {
    switch (value.type) {
      case 'int':
        // All floats are single here.
        if (
          (name === 'to' || name === 'dtype') &&
          (value.value === 10 || value.value === 11 || value.value === 16)
        ) {
          return { type: 'int', value: 1 };
        }
        return { type: 'int', value: withinDoubles(value.value) };
      case 'ints':
        return { type: 'ints', value: value.value.map(withinDoubles) };
      case 'tensor':
        return { type: 'tensor', value: toSetting(readConstant(value.value, this.external)) };
      case 'graph':
      case 'other':
        throw unsupported(
          `${labelOf(node)} has an attribute '${name}' that cannot be carried over.`,
          'Export the model without control flow: with fixed sizes, and by tracing rather than by scripting.',
        );
      default:
        return value;
    }
  }
}

function byDimension(left: Factor, right: Factor): number {
  const [a, b] = [DIMENSIONS.indexOf(left.dimension), DIMENSIONS.indexOf(right.dimension)];
  return a - b || right.stride - left.stride;
}

function toSetting({ type, shape, data }: Constant): OpaqueConstant {
  switch (type) {
    case 'float':
    case 'int64':
    case 'int32':
    case 'int8':
    case 'uint8':
    case 'bool':
      return { type, shape, data: Array.from(data, type === 'float' ? (value) => value : withinDoubles) };
    default:
      throw unsupported(`A constant of type ${type} is carried over.`, 'Cast it to int64.');
  }
}

function withinDoubles(value: number): number {
  return Math.min(Math.max(value, -LARGEST_WHOLE), LARGEST_WHOLE);
}

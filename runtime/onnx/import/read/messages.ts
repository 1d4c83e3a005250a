import { LIMITS } from '../limits.js';
import { tooLarge, unreadable } from '../refuse.js';
import { readTensor, type TensorText } from './tensor-text.js';
import { bytesOf, type Field, readFields, textOf, wholeOf, wholesOf } from './wire.js';

/** A value's element type, by ONNX's number, and its sizes: a number, or undefined where free. */
export interface ValueText {
  readonly name: string;
  readonly elementType: number;
  readonly shape?: readonly (number | undefined)[];
}

export type AttributeText =
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: TensorText }
  | { readonly type: 'graph'; readonly value: GraphText }
  /** Lists of tensors or graphs, sparse tensors, types, and references to a function's attributes. */
  | { readonly type: 'other' };

export interface NodeText {
  readonly name: string;
  readonly operator: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeText>;
  /** Names of the modules that the node belongs to, outermost first, then its own, where the exporter tells. */
  readonly scopes: readonly string[];
}

export interface GraphText {
  readonly nodes: readonly NodeText[];
  readonly initializers: readonly TensorText[];
  readonly inputs: readonly ValueText[];
  readonly outputs: readonly ValueText[];
  readonly values: readonly ValueText[];
  readonly sparse: boolean;
}

export interface ModelText {
  readonly graph: GraphText;
  /** Versions of operators by domain; ONNX's own is the empty one. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operators that the model defines itself, as `domain:operator`. */
  readonly functions: ReadonlySet<string>;
}

/**
 * Decodes an ONNX model. Tensors stay views of `bytes`. Field numbers are those of onnx.proto3 (ONNX 1.20).
 *
 * Throws a NetworkError: `ONNX_UNREADABLE` or `ONNX_TOO_LARGE`.
 */
export function readModel(bytes: Uint8Array): ModelText {
  if (bytes.length > LIMITS.bytes) throw tooLarge(`The model has ${bytes.length} bytes.`);
  const budget: Budget = { nodes: LIMITS.nodes, entries: LIMITS.entries };
  const opsets = new Map<string, number>();
  let graph: GraphText | undefined;
  const functions = new Set<string>();
  readFields(bytes, (field) => {
    if (field.number === 7) graph = readGraph(bytesOf(field), budget, 0);
    else if (field.number === 8) readOpset(bytesOf(field), opsets);
    else if (field.number === 25) functions.add(readFunction(bytesOf(field)));
  });
  if (graph === undefined) throw unreadable('it has no graph');
  return { graph, opsets, functions };
}

interface Budget {
  nodes: number;
  entries: number;
}

function spend(budget: Budget, what: keyof Budget): void {
  if (--budget[what] < 0) throw tooLarge(`The model has more than ${LIMITS[what]} ${what}.`);
}

function readOpset(bytes: Uint8Array, opsets: Map<string, number>): void {
  let domain = '';
  let version = 0;
  readFields(bytes, (field) => {
    if (field.number === 1) domain = textOf(field);
    else if (field.number === 2) version = wholeOf(field);
  });
  opsets.set(plainDomain(domain), version);
}

function readFunction(bytes: Uint8Array): string {
  let [domain, name] = ['', ''];
  readFields(bytes, (field) => {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 10) domain = plainDomain(textOf(field));
  });
  return `${domain}:${name}`;
}

/** `ai.onnx` is the long form of ONNX's own domain. */
function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function readGraph(bytes: Uint8Array, budget: Budget, depth: number): GraphText {
  if (depth > LIMITS.depth) throw tooLarge(`The model nests graphs more than ${LIMITS.depth} deep.`);
  const nodes: NodeText[] = [];
  const initializers: TensorText[] = [];
  const inputs: ValueText[] = [];
  const outputs: ValueText[] = [];
  const values: ValueText[] = [];
  let sparse = false;
  readFields(bytes, (field) => {
    switch (field.number) {
      case 1:
        spend(budget, 'nodes');
        nodes.push(readNode(bytesOf(field), budget, depth));
        break;
      case 5:
        spend(budget, 'entries');
        initializers.push(readTensor(bytesOf(field)));
        break;
      case 11:
      case 12:
      case 13:
        spend(budget, 'entries');
        [inputs, outputs, values][field.number - 11].push(readValue(bytesOf(field)));
        break;
      case 15:
        sparse = true;
        break;
      default:
    }
  });
  return { nodes, initializers, inputs, outputs, values, sparse };
}

function readNode(bytes: Uint8Array, budget: Budget, depth: number): NodeText {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeText>();
  let [name, operator, domain] = ['', '', ''];
  let scopes: readonly string[] = [];
  readFields(bytes, (field) => {
    switch (field.number) {
      case 1:
      case 2:
        spend(budget, 'entries');
        (field.number === 1 ? inputs : outputs).push(textOf(field));
        break;
      case 3:
        name = textOf(field);
        break;
      case 4:
        operator = textOf(field);
        break;
      case 5: {
        spend(budget, 'entries');
        const [key, value] = readAttribute(bytesOf(field), budget, depth);
        attributes.set(key, value);
        break;
      }
      case 7:
        domain = plainDomain(textOf(field));
        break;
      case 9:
        scopes = readScopes(bytesOf(field)) ?? scopes;
        break;
      default:
    }
  });
  return { name, operator, domain, inputs, outputs, attributes, scopes };
}

/** PyTorch's exporter notes the modules around a node as the text of a Python list. */
function readScopes(bytes: Uint8Array): string[] | undefined {
  let [key, value] = ['', ''];
  readFields(bytes, (field) => {
    if (field.number === 1) key = textOf(field);
    else if (field.number === 2) value = textOf(field);
  });
  if (key !== 'pkg.torch.onnx.name_scopes') return undefined;
  return Array.from(value.matchAll(/'([^']*)'/g), ([, scope]) => scope);
}

const ATTRIBUTE_TYPES = [
  '',
  'float',
  'int',
  'string',
  'tensor',
  'graph',
  'floats',
  'ints',
  'strings',
] as const;

type Found = { [T in AttributeText['type']]?: Extract<AttributeText, { type: T }> };

function readAttribute(bytes: Uint8Array, budget: Budget, depth: number): [string, AttributeText] {
  let name = '';
  let type = 0;
  const found: Found = {};
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  const push = <T>(list: T[], items: Iterable<T>): void => {
    for (const item of items) {
      spend(budget, 'entries');
      list.push(item);
    }
  };
  readFields(bytes, (field) => {
    switch (field.number) {
      case 1:
        name = textOf(field);
        break;
      case 2:
        found.float = { type: 'float', value: floatsOf(field)[0] };
        break;
      case 3:
        found.int = { type: 'int', value: wholeOf(field) };
        break;
      case 4:
        found.string = { type: 'string', value: textOf(field) };
        break;
      case 5:
        found.tensor = { type: 'tensor', value: readTensor(bytesOf(field)) };
        break;
      case 6:
        found.graph = { type: 'graph', value: readGraph(bytesOf(field), budget, depth + 1) };
        break;
      case 7:
        push(floats, floatsOf(field));
        found.floats = { type: 'floats', value: floats };
        break;
      case 8:
        push(ints, wholesOf(field));
        found.ints = { type: 'ints', value: ints };
        break;
      case 9:
        push(strings, [textOf(field)]);
        found.strings = { type: 'strings', value: strings };
        break;
      case 20:
        type = wholeOf(field);
        break;
      case 21:
        found.other = { type: 'other' };
        break;
      default:
    }
  });
  return [name, found.other ?? declared(type, found)];
}

/** A value that equals its type's default is not written; files of old name no type. */
function declared(type: number, found: Found): AttributeText {
  const name = ATTRIBUTE_TYPES.at(type < 0 ? ATTRIBUTE_TYPES.length : type) ?? 'other';
  switch (name) {
    case '':
      return Object.values(found)[0] ?? { type: 'other' };
    case 'float':
    case 'int':
      return found[name] ?? { type: name, value: 0 };
    case 'string':
      return found.string ?? { type: 'string', value: '' };
    case 'floats':
    case 'ints':
      return found[name] ?? { type: name, value: [] };
    case 'strings':
      return found.strings ?? { type: 'strings', value: [] };
    case 'tensor':
    case 'graph':
      return found[name] ?? { type: 'other' };
    case 'other':
      return { type: 'other' };
  }
}

function floatsOf(field: Field): Float32Array {
  if (field.wire === 'varint' || field.bytes.length % 4 !== 0) {
    throw unreadable(`field ${field.number} holds no 32-bit numbers`);
  }
  return new Float32Array(new Uint8Array(field.bytes).buffer);
}

function readValue(bytes: Uint8Array): ValueText {
  let name = '';
  let elementType = 0;
  let shape: (number | undefined)[] | undefined;
  readFields(bytes, (field) => {
    if (field.number === 1) name = textOf(field);
    if (field.number !== 2) return;
    readFields(bytesOf(field), (type) => {
      if (type.number !== 1) return;
      readFields(bytesOf(type), (part) => {
        if (part.number === 1) elementType = wholeOf(part);
        else if (part.number === 2) shape = readShape(bytesOf(part));
      });
    });
  });
  return { name, elementType, shape };
}

function readShape(bytes: Uint8Array): (number | undefined)[] {
  const shape: (number | undefined)[] = [];
  readFields(bytes, (field) => {
    if (field.number !== 1) return;
    let size: number | undefined;
    readFields(bytesOf(field), (dimension) => {
      if (dimension.number === 1) size = wholeOf(dimension);
    });
    // Some exporters write a free size as 0 or -1.
    shape.push(size !== undefined && size > 0 ? size : undefined);
    if (shape.length > LIMITS.rank) throw tooLarge(`A value has more than ${LIMITS.rank} sizes.`);
  });
  return shape;
}

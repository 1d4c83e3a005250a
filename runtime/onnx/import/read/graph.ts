import { invalid } from '../refuse.js';
import type { GraphText, NodeText, ValueText } from './messages.js';
import { checkTensorText } from './tensor.js';
import type { TensorText } from './tensor-text.js';

/** A graph that hangs together: every value has one maker, every reader comes after it. */
export interface Graph {
  readonly nodes: readonly NodeText[];
  readonly initializers: ReadonlyMap<string, TensorText>;
  /** Inputs that no initializer gives. */
  readonly inputs: readonly ValueText[];
  readonly outputs: readonly ValueText[];
  /** What the file says of values, by name. */
  readonly values: ReadonlyMap<string, ValueText>;
}

/**
 * Checks a graph and puts its nodes in an order in which they can run. `outer` tells names that an enclosing graph has.
 *
 * Throws a NetworkError `ONNX_INVALID` or `ONNX_TOO_LARGE`.
 */
export function orderGraph(text: GraphText, outer: (name: string) => boolean = () => false): Graph {
  if (text.sparse) throw invalid('The graph has sparse initializers, which no network needs.');
  const initializers = new Map<string, TensorText>();
  for (const tensor of text.initializers) {
    checkTensorText(tensor);
    if (initializers.has(tensor.name)) throw invalid(`Two initializers are called '${tensor.name}'.`);
    initializers.set(tensor.name, tensor);
  }
  const inputs = text.inputs.filter(({ name }) => !initializers.has(name));
  const known = new Set([...initializers.keys(), ...inputs.map(({ name }) => name)]);
  const nodes = sortNodes(text.nodes, (name) => known.has(name) || outer(name));
  const values = new Map(
    [...text.values, ...text.inputs, ...text.outputs].map((value) => [value.name, value]),
  );
  return { nodes, initializers, inputs, outputs: text.outputs, values };
}

/** The names of outside values that a node reads: its inputs, and what its graphs take from around it. */
export function readsOf(node: NodeText): string[] {
  const reads = node.inputs.filter((name) => name !== '');
  for (const attribute of node.attributes.values()) {
    if (attribute.type === 'graph') reads.push(...capturesOf(attribute.value));
  }
  return reads;
}

/** The nodes that some values need, in the order of `nodes`. */
export function needed(nodes: readonly NodeText[], outputs: readonly string[]): readonly NodeText[] {
  const wanted = new Set(outputs);
  const kept = new Set<NodeText>();
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    kept.add(node);
    for (const name of readsOf(node)) wanted.add(name);
  }
  return nodes.filter((node) => kept.has(node));
}

/** How a message calls a node. */
export function labelOf(node: NodeText): string {
  const name = node.name === '' ? (node.outputs.find((output) => output !== '') ?? '') : node.name;
  return `${node.operator} '${name}'`;
}

function capturesOf(graph: GraphText): string[] {
  const own = new Set([
    ...graph.initializers.map(({ name }) => name),
    ...graph.inputs.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const reads = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)];
  return [...new Set(reads)].filter((name) => !own.has(name));
}

function sortNodes(nodes: readonly NodeText[], known: (name: string) => boolean): readonly NodeText[] {
  const makers = new Map<string, number>();
  nodes.forEach(({ outputs }, position) => {
    for (const name of outputs) {
      if (name === '') continue;
      if (makers.has(name) || known(name)) throw invalid(`Two values are called '${name}'.`);
      makers.set(name, position);
    }
  });
  const waits = new Int32Array(nodes.length);
  const readers = nodes.map((): number[] => []);
  nodes.forEach((node, position) => {
    for (const name of readsOf(node)) {
      const maker = makers.get(name);
      if (maker !== undefined) {
        readers[maker].push(position);
        waits[position]++;
      } else if (!known(name)) {
        throw invalid(`${labelOf(node)} reads '${name}', which nothing gives.`);
      }
    }
  });
  const order: number[] = [];
  waits.forEach((count, position) => {
    if (count === 0) order.push(position);
  });
  for (let i = 0; i < order.length; i++) {
    for (const reader of readers[order[i]]) if (--waits[reader] === 0) order.push(reader);
  }
  if (order.length < nodes.length) {
    const stuck = nodes[waits.findIndex((count) => count > 0)];
    throw invalid(`${labelOf(stuck)} waits for its own result: the graph has a cycle.`);
  }
  // The file's own order is kept where it will do.
  const sorted = readers.every((list, position) => list.every((reader) => reader > position));
  return sorted ? nodes : order.map((position) => nodes[position]);
}

import { Call, type Scope } from './call.js';
import type { Constant } from './constant.js';
import { foldNode, foldShape } from './fold/index.js';
import type { LayerStore } from './layers.js';
import { LIMITS } from './limits.js';
import { keepsBatch } from './opaque/batch.js';
import type { OpaqueLayers } from './opaque/layers.js';
import { outline } from './opaque/outline.js';
import { OPERATORS } from './operators/index.js';
import { parameterOf } from './operators/conv.js';
import { spreadConstant } from './operators/spread.js';
import { type Graph, labelOf, needed, orderGraph, readsOf } from './read/graph.js';
import type { NodeText } from './read/messages.js';
import { type ReadExternal, readConstant } from './read/tensor.js';
import { invalid, tooLarge, unsupported } from './refuse.js';
import { attempt, Misfit, Unsettled, type Value } from './value.js';
import { isWhole, type View, wholeView } from './view.js';

/** What the model says of itself. */
export interface Told {
  /** Operators that it defines itself, as `domain:operator`. */
  readonly functions: ReadonlySet<string>;
  /** Whether the shapes that it notes hold: not where another input size is asked for. */
  readonly shapesHold: boolean;
}

/** Walks a graph's nodes in order and turns each into known values, views, layers, or steps that are carried over. */
export class Importer implements Scope {
  private readonly values = new Map<string, Value>();
  private readonly readerCounts = new Map<string, number>();
  private readonly declared: Graph['values'][] = [];
  private folded = 0;
  private steps = 0;

  constructor(
    readonly layers: LayerStore,
    readonly opset: number,
    private readonly opaque: OpaqueLayers,
    private readonly external: ReadExternal,
    private readonly told: Told,
  ) {}

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }

  /** Imports all nodes that some values need. */
  run(graph: Graph, outputs: readonly string[]): void {
    if (this.told.shapesHold) this.declared.push(graph.values);
    const nodes = needed(graph.nodes, outputs);
    const reads = [...nodes.flatMap(readsOf), ...outputs];
    for (const name of reads) this.readerCounts.set(name, this.readers(name) + 1);
    for (const name of new Set(reads)) {
      const tensor = graph.initializers.get(name);
      if (tensor === undefined) continue;
      const constant = { ...readConstant(tensor, this.external), source: name };
      this.values.set(name, { kind: 'constant', constant });
    }
    for (const node of nodes) this.node(node);
  }

  value(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw invalid(`Nothing gives the value '${name}'.`);
    return value;
  }

  readers(name: string): number {
    return this.readerCounts.get(name) ?? 0;
  }

  settle(value: Value): View | undefined {
    if (value.kind === 'view') return value.view;
    return value.kind === 'pending' ? this.opaque.settle(value) : undefined;
  }

  /** The view of a graph's output, each axis a whole dimension. One of another type is given as floats. */
  settleOutput(name: string): View | undefined {
    const value = this.value(name);
    const view = value.kind === 'pending' ? this.opaque.settleAsFloat(value) : this.settle(value);
    if (view === undefined || isWhole(view)) return view;
    const layer = this.relaid(view);
    return layer === undefined ? undefined : wholeView(layer, this.layers.get(layer).shape);
  }

  relaid(view: View): string | undefined {
    return this.opaque.relaid(view);
  }

  /** A convolution without a bias takes what is added to its channels, where nothing else reads it. */
  fuseBias(name: string, view: View, constant: Constant): boolean {
    const { layer, origin, shape } = this.layers.get(view.layer);
    if (layer.kind !== 'conv' && layer.kind !== 'convtranspose') return false;
    if (layer.bias || this.readers(name) !== 1 || origin.node?.outputs[0] !== name) return false;
    const spread = spreadConstant(constant, view);
    if (spread.shape.channels !== shape.channels || spread.shape.height * spread.shape.width !== 1)
      return false;
    const { parameters } = this.layers.get(view.layer);
    const { source } = parameterOf(constant);
    const named = spread.asItLies && source !== undefined ? { source } : {};
    const bias = { shape: [shape.channels], data: spread.data, ...named };
    this.layers.replace(view.layer, { ...layer, bias: true }, { ...parameters, bias });
    return true;
  }

  private node(node: NodeText): void {
    if (this.told.functions.has(`${node.domain}:${node.operator}`)) {
      throw unsupported(
        `${labelOf(node)} is a function of the model's own.`,
        'Write functions out with onnx.inliner.inline_local_functions first.',
      );
    }
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.value(name)));
    const call = new Call(this, node, inputs);
    const outputs = this.fold(call) ?? this.inline(call) ?? this.understand(call);
    node.outputs.forEach((name, i) => {
      const value = outputs.at(i);
      if (name !== '' && value !== undefined) this.values.set(name, value);
    });
  }

  /** Values that are known ahead: shapes, and whatever follows from constants. */
  private fold(call: Call): readonly Value[] | undefined {
    if (call.node.domain !== '') return undefined;
    const all = call.inputs.every((value) => value === undefined || value.kind === 'constant');
    const constants = attempt(() => {
      const shape = foldShape(call);
      if (shape !== undefined) return [shape];
      return all ? foldNode(call, this.external) : undefined;
    });
    return constants?.map((constant) => ({ kind: 'constant', constant: this.counted(constant) }));
  }

  /** A value that a node passes on counts as another than the file's tensor: exporters merge equal tensors so. */
  private counted({ type, shape, data }: Constant): Constant {
    this.folded += data.length;
    if (this.folded > LIMITS.folded) {
      throw tooLarge(`The model's constants make more than ${LIMITS.folded} elements.`);
    }
    return { type, shape, data };
  }

  /** An If whose condition is known is the branch that it takes. */
  private inline(call: Call): readonly Value[] | undefined {
    const [condition] = call.inputs;
    if (call.operator !== 'If' || call.node.domain !== '' || condition?.kind !== 'constant') return undefined;
    const taken = condition.constant.data[0] !== 0 ? 'then_branch' : 'else_branch';
    const branch = call.node.attributes.get(taken);
    if (branch?.type !== 'graph') throw invalid(`${labelOf(call.node)} has no ${taken}.`);
    const graph = orderGraph(branch.value, (name) => this.values.has(name));
    const outputs = graph.outputs.map(({ name }) => name);
    this.run(graph, outputs);
    return outputs.map((name) => this.value(name));
  }

  private understand(call: Call): readonly Value[] {
    const operator = call.node.domain === '' ? OPERATORS.get(call.operator) : undefined;
    if (operator === undefined) return this.carry(call, 'the operator is not understood');
    try {
      return operator(call);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      return this.carry(call, error instanceof Unsettled ? '' : error.message);
    }
  }

  /** Leaves a node as it is. What several read becomes a layer of its own, so that it is computed once. */
  private carry(call: Call, reason: string): readonly Value[] {
    const { node, inputs } = call;
    const outlines = outline(call, (name) => this.declaredAs(name));
    const known = outlines.every((each) => each === undefined || each.shape[0] === 1);
    const anyBatch = keepsBatch(call) && known;
    const step = { node, inputs, reason, anyBatch, index: this.steps++ };
    return node.outputs.map((name, output): Value => {
      const found = outlines[output];
      if (found === undefined) {
        if (name === '' || this.readers(name) === 0) {
          return { kind: 'pending', step, output, shape: [], type: 'float' };
        }
        throw unsupported(
          `${labelOf(node)} is not understood${reason === '' ? '' : ` (${reason})`}, and the file does not tell the shape of its output '${name}'.`,
          'Run onnx.shape_inference.infer_shapes on the model first, with its input at the size that is wanted.',
        );
      }
      if (!found.shape.every((size) => Number.isInteger(size) && size >= 0)) {
        throw invalid(
          `${labelOf(node)} cannot take what it reads: its output would be [${found.shape.join(', ')}].`,
        );
      }
      const value: Value = { kind: 'pending', step, output, ...found };
      if (this.readers(name) > 1) this.settle(value);
      return value;
    });
  }

  private declaredAs(name: string) {
    return this.declared.map((values) => values.get(name)).find((value) => value !== undefined);
  }
}

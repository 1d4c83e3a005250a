import type { Shape } from '../../../../core/network/layer.js';
import type { LayerStore } from '../layers.js';
import { LIMITS } from '../limits.js';
import { OpaqueWriter } from './writer.js';
import type { ReadExternal } from '../read/tensor.js';
import { tooLarge } from '../refuse.js';
import { type Pending, shapeOfValue, type Step, type Value } from '../value.js';
import { type Factor, type View, viewShape, whole } from '../view.js';

/** Why nodes were carried over as they are, by the provisional name of the layer that holds them. */
export interface Unclear {
  readonly layer: string;
  readonly operator: string;
  readonly reason: string;
}

/** Makes opaque layers of nodes that are not understood. */
export class OpaqueLayers {
  readonly unclear: Unclear[] = [];
  singleImage = false;
  private readonly settled = new Map<Step, Map<number, View>>();
  private readonly told = new Set<Step>();
  private copied = 0;

  constructor(
    private readonly layers: LayerStore,
    private readonly external: ReadExternal,
  ) {}

  /**
   * The view of an opaque layer that gives a pending value: floats of up to four axes, of which the first is the batch.
   * Three axes [N, A, B] become B channels of height A. Undefined for any other value.
   */
  settle(pending: Pending): View | undefined {
    const { type } = pending;
    const known = this.settled.get(pending.step)?.get(pending.output);
    if (known !== undefined) return known;
    return type === 'float' ? this.settleNew(pending) : undefined;
  }

  /** As `settle`, but of whatever type; the layer gives it as floats. */
  settleAsFloat(pending: Pending): View | undefined {
    return pending.type === 'float' ? this.settle(pending) : this.settleNew(pending);
  }

  private settleNew(pending: Pending): View | undefined {
    const { shape, type } = pending;
    if (shape.length < 2 || shape.length > 4 || shape[0] !== 1) return undefined;
    if (shape.some((size) => size < 1)) return undefined;
    const image = imageShape(shape);
    const writer = new OpaqueWriter(this.external);
    const own = this.write(writer, pending);
    const value = type === 'float' ? own : writer.node('Cast', [own], { to: { type: 'int', value: 1 } });
    const layer = this.emit(writer, asImage(writer, value, shape), image, pending.step);
    const axes = imageAxes(image, shape.length);
    const view: View = { layer, shape: image, axes, type };
    const outputs = this.settled.get(pending.step) ?? new Map<number, View>();
    outputs.set(pending.output, view);
    this.settled.set(pending.step, outputs);
    return view;
  }

  /** An opaque layer that lays a view of four axes out as [N, C, H, W]. */
  relaid(view: View): string | undefined {
    const shape = viewShape(view);
    if (shape.length !== 4 || shape[0] !== 1 || view.type !== 'float') return undefined;
    const writer = new OpaqueWriter(this.external);
    const result = writer.view(view);
    const layer = this.emit(writer, result, imageShape(shape), undefined);
    this.unclear.push({
      layer,
      operator: 'Transpose',
      reason: 'it moves elements between channels and pixels',
    });
    return layer;
  }

  /** Writes all nodes that a value needs, back to layers, and returns the value's name. */
  private write(writer: OpaqueWriter, wanted: Pending): string {
    const steps = this.stepsBehind(wanted.step);
    this.copied += steps.length;
    if (this.copied > LIMITS.nodes) throw tooLarge('Nodes that are not understood repeat without end.');
    const outputs = new Map<Step, readonly string[]>();
    for (const step of steps) {
      if (!step.anyBatch) writer.singleImage = true;
      const inputs = step.inputs.map((value) => this.name(writer, outputs, value));
      const free = step.node.operator === 'Reshape' && step.anyBatch;
      if (free) inputs[1] = writer.integers(freeBatch(step));
      const attributes = free ? new Map() : step.node.attributes;
      outputs.set(step, writer.copy({ ...step.node, attributes }, inputs));
    }
    return outputs.get(wanted.step)?.[wanted.output] ?? '';
  }

  private name(
    writer: OpaqueWriter,
    outputs: ReadonlyMap<Step, readonly string[]>,
    value: Value | undefined,
  ): string {
    if (value === undefined) return '';
    if (value.kind === 'constant') return writer.constant(value.constant);
    const view = value.kind === 'view' ? value.view : this.settled.get(value.step)?.get(value.output);
    if (view !== undefined) return writer.view(view);
    return value.kind === 'pending' ? (outputs.get(value.step)?.[value.output] ?? '') : '';
  }

  private stepsBehind(last: Step): readonly Step[] {
    const found = new Set([last]);
    for (const step of found) {
      for (const value of step.inputs) {
        if (value?.kind !== 'pending') continue;
        if (this.settled.get(value.step)?.has(value.output) !== true) found.add(value.step);
      }
    }
    return [...found].sort((left, right) => left.index - right.index);
  }

  private emit(writer: OpaqueWriter, result: string, shape: Shape, step: Step | undefined): string {
    if (writer.singleImage) this.singleImage = true;
    // Nodes that read nothing still need a place in the graph.
    if (writer.inputs.length === 0) writer.input(this.layers.all()[0].layer.name);
    const shapes = Object.entries(writer.parameters).map(
      ([name, parameter]) => [name, parameter.shape] as const,
    );
    const layer = this.layers.emit(
      {
        kind: 'opaque',
        ...shape,
        nodes: writer.nodes,
        result,
        parameters: Object.fromEntries(shapes),
        constants: writer.constants,
      },
      writer.inputs,
      { role: 'opaque', ...(step === undefined ? {} : { node: step.node }) },
      writer.parameters,
    );
    if (step !== undefined) this.tell(layer, step);
    return layer;
  }

  private tell(layer: string, last: Step): void {
    for (const step of this.stepsBehind(last)) {
      if (step.reason === '' || this.told.has(step)) continue;
      this.told.add(step);
      this.unclear.push({ layer, operator: step.node.operator, reason: step.reason });
    }
  }
}

/** [N, B], [N, A, B] and [N, C, H, W] as channels, height and width. */
function imageShape(shape: readonly number[]): Shape {
  if (shape.length === 2) return { channels: shape[1], height: 1, width: 1 };
  if (shape.length === 3) return { channels: shape[2], height: shape[1], width: 1 };
  return { channels: shape[1], height: shape[2], width: shape[3] };
}

function imageAxes(image: Shape, rank: number): readonly (readonly Factor[])[] {
  const [channels, height, width] = (['channels', 'height', 'width'] as const).map((dimension) =>
    whole(image, dimension),
  );
  if (rank === 2) return [[], channels];
  return rank === 3 ? [[], height, channels] : [[], channels, height, width];
}

function asImage(writer: OpaqueWriter, value: string, shape: readonly number[]): string {
  if (shape.length === 4) return value;
  if (shape.length === 2) return writer.node('Reshape', [value, writer.integers([0, 0, 1, 1])]);
  const swapped = writer.node('Transpose', [value], { perm: { type: 'ints', value: [0, 2, 1] } });
  return writer.node('Reshape', [swapped, writer.integers([0, 0, 0, 1])]);
}

/** The sizes that a Reshape gives, its batch copied from its input. */
function freeBatch(step: Step): readonly number[] {
  const sizes = step.inputs[1];
  const shape = sizes?.kind === 'constant' ? [...sizes.constant.data] : [];
  const from = step.inputs[0] === undefined ? [] : shapeOfValue(step.inputs[0]);
  const full = shape.map((size, axis) => (size === 0 && axis > 0 ? from[axis] : size));
  return [0, ...full.slice(1)];
}

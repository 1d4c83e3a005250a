import type { Shape } from '../../../core/network/layer.js';
import type { Constant } from './constant.js';
import type { Draft, LayerStore, Parameters } from './layers.js';
import type { AttributeText, NodeText } from './read/messages.js';
import { Misfit, shapeOfValue, Unsettled, type Value } from './value.js';
import { layoutOf, places, type View, whole } from './view.js';

/** What nodes are imported into. */
export interface Scope {
  readonly layers: LayerStore;
  readonly opset: number;
  /** How many nodes and graph outputs read a value. */
  readers(name: string): number;
  /** The view of an output of nodes that are carried over, by a layer of their own; undefined where it fits no layer. */
  settle(value: Value): View | undefined;
  /** Adds a constant to the layer behind a value as its bias, where nothing else reads it; tells whether it could. */
  fuseBias(name: string, view: View, constant: Constant): boolean;
  /** A value of four axes as the [N, C, H, W] of a layer that lays it out so; undefined where it has no batch axis. */
  relaid(view: View): string | undefined;
}

/** One node with its inputs, as operators see it. Whatever does not fit throws a Misfit. */
export class Call {
  readonly operator: string;

  constructor(
    readonly scope: Scope,
    readonly node: NodeText,
    readonly inputs: readonly (Value | undefined)[],
  ) {
    this.operator = node.operator;
  }

  get opset(): number {
    return this.scope.opset;
  }

  has(position: number): boolean {
    return this.inputs[position] !== undefined;
  }

  value(position: number): Value {
    const value = this.inputs[position];
    if (value === undefined) throw new Misfit(`input ${position} is left out`);
    return value;
  }

  shape(position: number): readonly number[] {
    return shapeOfValue(this.value(position));
  }

  /** An input as the view of a layer. */
  view(position: number): View {
    const value = this.value(position);
    if (value.kind === 'constant') throw new Misfit(`input ${position} is a constant`);
    const view = this.scope.settle(value);
    if (view === undefined) throw new Unsettled(`input ${position} is no image of channels`);
    return view;
  }

  /** An input whose value is known; undefined where it is left out. */
  constant(position: number): Constant | undefined {
    const value = this.inputs[position];
    if (value === undefined) return undefined;
    if (value.kind !== 'constant') throw new Misfit(`input ${position} is not known ahead`);
    return value.constant;
  }

  isConstant(position: number): boolean {
    return this.inputs[position]?.kind === 'constant';
  }

  /** An input of numbers, such as sizes or axes. */
  numbers(position: number): readonly number[] | undefined {
    const constant = this.constant(position);
    if (constant === undefined) return undefined;
    if (constant.data.length > 4096) throw new Misfit(`input ${position} is a long list`);
    return [...constant.data];
  }

  int(name: string, otherwise: number): number {
    const attribute = this.attribute(name, 'int');
    return attribute?.value ?? otherwise;
  }

  float(name: string, otherwise: number): number {
    return this.attribute(name, 'float')?.value ?? otherwise;
  }

  string(name: string, otherwise: string): string {
    return this.attribute(name, 'string')?.value ?? otherwise;
  }

  ints(name: string): readonly number[] | undefined {
    return this.attribute(name, 'ints')?.value;
  }

  floats(name: string): readonly number[] | undefined {
    return this.attribute(name, 'floats')?.value;
  }

  /** The node reads or gives no more than these. */
  expectOutputs(count: number): void {
    const extra = this.node.outputs.slice(count).find((name) => name !== '' && this.scope.readers(name) > 0);
    if (extra !== undefined) throw new Misfit(`its output '${extra}' is read`);
  }

  /** Adds a layer that comes from this node. */
  emit(draft: Draft, inputs: readonly string[], parameters: Parameters = {}, weight?: string): string {
    const origin = { node: this.node, role: draft.kind, ...(weight === undefined ? {} : { weight }) };
    return this.scope.layers.emit(draft, inputs, origin, parameters);
  }

  /** Adds a layer that prepares an operand of this node's. */
  emitOperand(draft: Draft, inputs: readonly string[], parameters: Parameters = {}): string {
    const origin = { node: this.node, role: draft.kind, operand: true };
    return this.scope.layers.emit(draft, inputs, origin, parameters);
  }

  shapeOf(layer: string): Shape {
    return this.scope.layers.get(layer).shape;
  }

  /** The layer that gives an input as [N, C, H, W]. Channels in another order are selected into it. */
  image(position: number): string {
    const view = this.channelsInOrder(this.view(position));
    const layer = layoutOf(view) === 'NCHW' ? view.layer : this.scope.relaid(view);
    if (layer === undefined) throw new Misfit(`input ${position} is no [N, C, H, W]`);
    return layer;
  }

  /** The view with every axis that runs over channels in the channels' own order, by a select layer where need be. */
  channelsInOrder(view: View): View {
    const axis = view.axes.findIndex((factors) => factors.some(({ dimension }) => dimension === 'channels'));
    if (axis === -1) return view;
    const factors = view.axes[axis];
    const all = factors.every(({ dimension }) => dimension === 'channels');
    const indices = all ? places(factors) : [];
    if (indices.length !== view.shape.channels) return view;
    if (indices.every((index, i) => index === i)) return view;
    const layer = this.emitOperand({ kind: 'select', indices }, [view.layer]);
    return { ...view, layer, axes: view.axes.with(axis, whole(view.shape, 'channels')) };
  }

  private attribute<T extends AttributeText['type']>(
    name: string,
    type: T,
  ): Extract<AttributeText, { type: T }> | undefined {
    const attribute = this.node.attributes.get(name);
    if (attribute === undefined) return undefined;
    if (isOfType(attribute, type)) return attribute;
    throw new Misfit(`its attribute '${name}' is of type ${attribute.type}`);
  }
}

function isOfType<T extends AttributeText['type']>(
  attribute: AttributeText,
  type: T,
): attribute is Extract<AttributeText, { type: T }> {
  return attribute.type === type;
}

import type { Constant, ElementType } from './constant.js';
import type { NodeText } from './read/messages.js';
import { type View, viewShape } from './view.js';

/** What is known of an ONNX value. */
export type Value =
  | { readonly kind: 'constant'; readonly constant: Constant }
  | { readonly kind: 'view'; readonly view: View }
  | Pending;

/** An output of a node that is not understood, and that no layer gives yet. */
export interface Pending {
  readonly kind: 'pending';
  readonly step: Step;
  /** Which of the step's outputs. */
  readonly output: number;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** A node that is carried over as it is. */
export interface Step {
  readonly node: NodeText;
  /** By position; undefined where left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** Why it is not understood; empty where only what it reads is not. */
  readonly reason: string;
  /** Whether the node gives the same for each image, whatever the batch. */
  readonly anyBatch: boolean;
  /** Steps come in the order of this number. */
  readonly index: number;
}

export function shapeOfValue(value: Value): readonly number[] {
  if (value.kind === 'constant') return value.constant.shape;
  return value.kind === 'view' ? viewShape(value.view) : value.shape;
}

export function typeOfValue(value: Value): ElementType {
  if (value.kind === 'constant') return value.constant.type;
  return value.kind === 'view' ? value.view.type : value.type;
}

/** Why a node cannot become layers. It is carried over as it is instead. */
export class Misfit extends Error {}

/** A node that works on what another node, carried over, gives in no layer's form. */
export class Unsettled extends Misfit {}

/** What an action gives; undefined where it throws a Misfit. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

import type { Call } from '../call.js';
import { elementTypeOf, type ElementType } from '../constant.js';
import { broadcast } from '../fold/elementwise.js';
import type { ValueText } from '../read/messages.js';
import { labelOf } from '../read/graph.js';
import { invalid } from '../refuse.js';
import { attempt, shapeOfValue, typeOfValue } from '../value.js';
import { inferComputed } from './computed.js';
import { ELEMENTWISE, LOGICAL, SHAPE_KEEPING, SPREADING } from './families.js';
import { inferMoved } from './moved.js';

/** What is known of an output before it is computed. */
export interface Outline {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/**
 * Shapes and types of the outputs of a node that is carried over as it is: by ONNX's rules for common operators, else by
 * what the file says, with a free batch taken as 1. Undefined where neither tells. Throws a NetworkError `ONNX_INVALID`
 * where inputs contradict each other.
 */
export function outline(
  call: Call,
  declared: (name: string) => ValueText | undefined,
): readonly (Outline | undefined)[] {
  const inferred = attempt(() => infer(call));
  return call.node.outputs.map((name, i) => inferred?.[i] ?? declaredOutline(declared(name)));
}

function declaredOutline(value: ValueText | undefined): Outline | undefined {
  const type = value === undefined ? undefined : elementTypeOf(value.elementType);
  if (value?.shape === undefined || type === undefined) return undefined;
  const shape = value.shape.map((size, axis) => size ?? (axis === 0 ? 1 : undefined));
  if (shape.some((size) => size === undefined)) return undefined;
  return { shape: shape.flatMap((size) => size ?? []), type };
}

function infer(call: Call): readonly (Outline | undefined)[] | undefined {
  const { operator } = call;
  const first = call.inputs[0];
  if (first === undefined) return undefined;
  const type = typeOfValue(first);
  const shape = shapeOfValue(first);
  if (operator === 'Cast') {
    const to = elementTypeOf(call.int('to', 0));
    return to === undefined ? undefined : [{ shape, type: to }];
  }
  if (ELEMENTWISE.has(operator)) return [{ shape, type: LOGICAL.has(operator) ? 'bool' : type }];
  if (SPREADING.has(operator)) {
    const shapes = call.inputs.map((_, position) => call.shape(position));
    const own = operator === 'Where' ? typeOfValue(call.value(1)) : type;
    const joined = attempt(() => broadcast(shapes));
    if (joined === undefined) {
      const sizes = shapes.map((each) => `[${each.join(', ')}]`).join(' and ');
      throw invalid(`${labelOf(call.node)} joins ${sizes}.`);
    }
    return [{ shape: joined, type: LOGICAL.has(operator) ? 'bool' : own }];
  }
  if (SHAPE_KEEPING.has(operator)) return [{ shape, type }];
  return inferMoved(call, shape, type) ?? inferComputed(call, shape, type);
}

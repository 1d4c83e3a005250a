import type { Padding, Pair } from '../../../core/network/layer.js';
import type { Attribute } from './native.js';

// TF_AttrType and TF_DataType of TensorFlow's C API.
const ATTRIBUTE = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;
const TYPE = { float: 1, int32: 3 } as const;

export type ElementType = keyof typeof TYPE;

export function typeAttribute(name: string, type: ElementType): Attribute {
  return { name, type: ATTRIBUTE.type, value: TYPE[type] };
}

export function flag(name: string, value: boolean): Attribute {
  return { name, type: ATTRIBUTE.bool, value };
}

export function integer(name: string, value: number): Attribute {
  return { name, type: ATTRIBUTE.int, value };
}

export function integerList(name: string, value: readonly number[]): Attribute {
  return { name, type: ATTRIBUTE.int, value: [...value] };
}

export function real(name: string, value: number): Attribute {
  return { name, type: ATTRIBUTE.float, value };
}

export function text(name: string, value: string): Attribute {
  return { name, type: ATTRIBUTE.string, value };
}

export function shapeAttribute(name: string, value: readonly number[]): Attribute {
  return { name, type: ATTRIBUTE.shape, value: [...value] };
}

/** `T: float`, all that most operations want. */
export const FLOAT_T = [typeAttribute('T', 'float')] as const;

/** The attributes that convolutions and poolings share, NHWC. */
export function windowAttributes(stride: Pair, padding: Padding): readonly Attribute[] {
  const common = [typeAttribute('T', 'float'), integerList('strides', [1, stride[0], stride[1], 1])];
  if (isZero(padding)) return [...common, text('padding', 'VALID')];
  const { top, bottom, left, right } = padding;
  return [
    ...common,
    text('padding', 'EXPLICIT'),
    integerList('explicit_paddings', [0, 0, top, bottom, left, right, 0, 0]),
  ];
}

export function isZero(padding: Padding): boolean {
  return padding.top === 0 && padding.bottom === 0 && padding.left === 0 && padding.right === 0;
}

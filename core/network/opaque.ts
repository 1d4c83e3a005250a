/** An attribute of an ONNX node as plain JSON. `tensor` values are constants of the layer, by name. */
export type OpaqueAttribute =
  | { readonly type: 'int' | 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: OpaqueConstant };

/** One ONNX node. Names of values are local to the layer; an empty input is one that is left out. */
export interface OpaqueNode {
  readonly operator: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OpaqueAttribute>>;
}

/** A small constant that is no weight: sizes, axes, flags. Row-major; int64 values lie within ±2^53. */
export interface OpaqueConstant {
  readonly type: 'float' | 'double' | 'int64' | 'int32' | 'int8' | 'uint8' | 'bool';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The name of the value that stands for an opaque layer's input at a position. */
export function opaqueInput(position: number): string {
  return `in${position}`;
}

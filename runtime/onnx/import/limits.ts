import { tooLarge } from './refuse.js';

/** What a model may have before it is refused as absurd. Real networks stay far below. */
export const LIMITS = {
  /** Bytes of the file: protobuf's own limit. */
  bytes: 2 ** 31 - 1,
  nodes: 100_000,
  /** Initializers, attributes, or names of values, each in all. */
  entries: 1_000_000,
  /** Sizes of one tensor. */
  rank: 32,
  /** Elements of any tensor or activation. */
  elements: 2 ** 31 - 1,
  /** Channels of an activation. */
  channels: 2 ** 20,
  /** Height or width of an activation, or length of a list of places: tokens of a large image are a column of pixels. */
  side: 2 ** 22,
  /** Elements of one value that a constant node is folded to: weights, or sizes and the like. */
  foldedFloats: 2 ** 26,
  foldedWholes: 2 ** 22,
  /** Elements of all such values together. */
  folded: 2 ** 27,
  /** Graphs inside each other. */
  depth: 8,
} as const;

/** The number of elements of a shape. Throws a NetworkError `ONNX_TOO_LARGE`. */
export function elementsOf(shape: readonly number[], what: string): number {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count <= LIMITS.elements) return count;
  throw tooLarge(`${what} is [${shape.join(', ')}]: more than ${LIMITS.elements} elements.`);
}

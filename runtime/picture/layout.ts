import { Graphviz } from '@hpcc-js/wasm-graphviz';

/** A box to place: sizes in pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
  /** The boxes above it that it hangs on, by position. */
  readonly inputs: readonly number[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Places in pixels, from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The middle of each box. */
  readonly centres: readonly Point[];
  readonly edges: readonly Edge[];
}

/** A connection: a cubic Bézier spline, a start and three points a piece. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly points: readonly Point[];
}

const PIXELS_PER_INCH = 72;
/** How much rather a connection to the next box is straight than one that goes around others. */
const STRAIGHT = 12;

/** Places boxes from top to bottom, each below what it hangs on, with Graphviz's layered layout (`dot`). */
export async function layOut(boxes: readonly Box[]): Promise<Layout> {
  const graphviz = await Graphviz.load();
  return readPlain(graphviz.layout(describe(boxes), 'plain', 'dot'));
}

function describe(boxes: readonly Box[]): string {
  const nodes = boxes.map(
    ({ width, height }, index) => `${index} [width=${inches(width)} height=${inches(height)}]`,
  );
  const depths = depthsOf(boxes);
  const edges = boxes.flatMap(({ inputs }, index) =>
    inputs.map((input) => {
      const weight = depths[index] - depths[input] === 1 ? STRAIGHT : 1;
      return `${input} -> ${index} [weight=${weight}]`;
    }),
  );
  const style = 'node [shape=box fixedsize=true label=""] edge [arrowhead=none]';
  return `digraph { ranksep=0.28 nodesep=0.3 ${style}\n${[...nodes, ...edges].join('\n')}\n}`;
}

/** How many boxes stand above each, at the least. */
function depthsOf(boxes: readonly Box[]): readonly number[] {
  const depths: number[] = [];
  for (const { inputs } of boxes) depths.push(1 + Math.max(-1, ...inputs.map((input) => depths[input])));
  return depths;
}

function inches(pixels: number): string {
  return (pixels / PIXELS_PER_INCH).toFixed(4);
}

/** Graphviz's `plain` format: a line a node and a line an edge, in inches from the lower left corner. */
function readPlain(text: string): Layout {
  const lines = text.split('\n').map((line) => line.split(' '));
  const [, , ...size] = lines.find(([word]) => word === 'graph') ?? [];
  const [width, height] = size.map((word) => Number(word) * PIXELS_PER_INCH);
  const point = (x: string, y: string): Point => ({
    x: Number(x) * PIXELS_PER_INCH,
    y: height - Number(y) * PIXELS_PER_INCH,
  });
  const centres: Point[] = [];
  const edges: Edge[] = [];
  for (const [word, ...fields] of lines) {
    if (word === 'node') centres[Number(fields[0])] = point(fields[1], fields[2]);
    if (word !== 'edge') continue;
    const [from, to, count] = fields.map(Number);
    const points = Array.from({ length: count }, (_, index) =>
      point(fields[3 + 2 * index], fields[4 + 2 * index]),
    );
    edges.push({ from, to, points });
  }
  return { width, height, centres, edges };
}

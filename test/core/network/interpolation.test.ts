import { expect } from 'chai';
import { samplingTaps } from '../../../core/network/interpolation.js';
import type { Interpolation, ResizeLayer } from '../../../core/network/layer.js';
import { GraphBuilder } from '../../../runtime/onnx/graph.js';
import { floatsOf, runSession, withSession } from '../../../runtime/tensor/evaluation/session.js';

const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'] as const;
const INTERPOLATIONS: readonly Interpolation[] = [
  { mode: 'linear' },
  { mode: 'nearest', rounding: 'floor' },
  { mode: 'nearest', rounding: 'ceil' },
  { mode: 'nearest', rounding: 'round_prefer_floor' },
  { mode: 'nearest', rounding: 'round_prefer_ceil' },
  { mode: 'cubic', coefficient: -0.75, excludeOutside: false },
  { mode: 'cubic', coefficient: -0.5, excludeOutside: true },
];
const SIZES = [1, 2, 3, 4, 5, 6, 7, 9, 12, 14, 17, 21, 24, 30];
const SCALES = [0.3, 0.5, 0.7, 1.4, 1.7, 2.4, 3.3];

/** The resize of a column of pixels. */
function resize(
  coordinates: ResizeLayer['coordinates'],
  interpolation: Interpolation,
  to: number,
  scale?: number,
): ResizeLayer {
  return {
    kind: 'resize',
    name: 'resize',
    inputs: ['x'],
    height: to,
    width: 1,
    coordinates,
    interpolation,
    ...(scale === undefined ? {} : { scale: [scale, 1] as const }),
  };
}

function attributesOf({ coordinates, interpolation }: ResizeLayer) {
  const common = { mode: interpolation.mode, coordinate_transformation_mode: coordinates };
  switch (interpolation.mode) {
    case 'linear':
      return common;
    case 'nearest':
      return { ...common, nearest_mode: interpolation.rounding };
    case 'cubic':
      return {
        ...common,
        cubic_coeff_a: { float: interpolation.coefficient },
        exclude_outside: interpolation.excludeOutside ? 1 : 0,
      };
  }
}

/** What onnxruntime makes of a channel for every input position, which is 1 there and 0 elsewhere: the tap's weights. */
async function runtimeWeights(
  from: number,
  layers: readonly ResizeLayer[],
): Promise<readonly Float32Array[]> {
  const graph = new GraphBuilder();
  graph.input('x', 'float', [1, from, from, 1]);
  layers.forEach((layer, at) => {
    const inputs =
      layer.scale === undefined
        ? ['x', '', '', graph.integers('sizes', [1, from, layer.height, 1])]
        : ['x', '', graph.floats('scales', { shape: [4], data: Float32Array.of(1, 1, layer.scale[0], 1) })];
    graph.node('Resize', inputs, `y${at}`, attributesOf(layer));
    graph.output(`y${at}`, 'float', [1, from, layer.height, 1]);
  });
  const data = new Float32Array(from * from);
  for (let at = 0; at < from; at++) data[at * from + at] = 1;
  return withSession(graph.encode({ name: 'resizes' }), async (session) => {
    const outputs = await runSession(session, { shape: [1, from, from, 1], data });
    return layers.map((_, at) => floatsOf(outputs, `y${at}`));
  });
}

/** Resizes by what sizes make, and by scales; not to the same size, where onnxruntime copies whatever the scale is. */
function resizesOf(from: number): readonly ResizeLayer[] {
  const sized = SIZES.map((to) => ({ to, scale: undefined }));
  const scaled = SCALES.map((scale) => ({ to: Math.floor(Math.fround(from * Math.fround(scale))), scale }));
  return [...sized, ...scaled.filter(({ to }) => to > 0 && to !== from)].flatMap(({ to, scale }) =>
    COORDINATES.flatMap((coordinates) =>
      INTERPOLATIONS.map((interpolation) => resize(coordinates, interpolation, to, scale)),
    ),
  );
}

describe('samplingTaps', () => {
  for (const from of [1, 2, 3, 5, 6, 7, 10, 14]) {
    it(`reads ${from} positions as onnxruntime does, in every mode, to smaller and larger sizes`, async () => {
      const layers = resizesOf(from);
      const found = await runtimeWeights(from, layers);
      const wrong = layers.filter((layer, at) => {
        const size = layer.height;
        const weights = new Float32Array(from * size);
        samplingTaps(from, size, layer, 0).forEach((taps, row) => {
          for (const { position, weight } of taps) weights[position * size + row] += weight;
        });
        return !weights.every((weight, place) => Math.abs(weight - found[at][place]) < 1e-5);
      });
      expect(wrong).to.deep.equal([]);
    });
  }

  it('names no position twice, and none without weight', () => {
    for (const layer of resizesOf(4)) {
      for (const taps of samplingTaps(4, layer.height, layer, 0)) {
        expect(new Set(taps.map(({ position }) => position)).size).to.equal(taps.length);
        expect(taps.every(({ weight }) => weight !== 0)).to.equal(true);
      }
    }
  });

  it('takes the scale of the axis that it is asked for', () => {
    const layer: ResizeLayer = { ...resize('asymmetric', INTERPOLATIONS[1], 4), width: 4, scale: [2, 4] };
    const positions = (axis: 0 | 1) => samplingTaps(2, 4, layer, axis).map(([tap]) => tap.position);
    expect(positions(0)).to.deep.equal([0, 0, 1, 1]);
    expect(positions(1)).to.deep.equal([0, 0, 0, 0]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { ConvLayer, ConvTransposeLayer, Padding, Pair, Shape } from '../../../../core/network/layer.js';
import { layerShape } from '../../../../core/network/shapes.js';
import { NetworkError } from '../../../../core/errors.js';
import { Random } from '../../../../core/random.js';
import { layerProgram } from '../../../../runtime/tensor/training/layers/index.js';
import { inScope } from '../../../../runtime/tensor/training/native.js';
import { dimensions } from '../../../../runtime/tensor/training/program.js';
import type { Values } from './reference-pixels.js';
import { referenceForward } from './reference.js';

const BATCH = 2;

const pair = (least: number, most: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));
const side = fc.integer({ min: 0, max: 3 });
const padding: fc.Arbitrary<Padding> = fc.record({ top: side, left: side, bottom: side, right: side });

interface Case {
  readonly layer: ConvLayer | ConvTransposeLayer;
  readonly input: Shape;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    kind: fc.constantFrom('conv' as const, 'convtranspose' as const),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    dilation: pair(1, 3),
    padding,
    extra: pair(0, 2),
    groups: fc.integer({ min: 1, max: 3 }),
    ins: fc.integer({ min: 1, max: 2 }),
    outs: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 6),
  })
  .map(({ kind, extra, groups, ins, outs, size, ...window }) => {
    const common = {
      name: 'layer',
      inputs: ['x'],
      ...window,
      outChannels: outs * groups,
      groups,
      bias: false,
    };
    const { stride, dilation } = window;
    const outputPadding: Pair = [
      Math.min(extra[0], Math.max(stride[0], dilation[0]) - 1),
      Math.min(extra[1], Math.max(stride[1], dilation[1]) - 1),
    ];
    const layer = kind === 'conv' ? { ...common, kind } : { ...common, kind, outputPadding };
    return { layer, input: { channels: ins * groups, height: size[0], width: size[1] } };
  })
  .filter(({ layer, input }) => outputOf(layer, input) !== undefined && leavesPixels(layer, input));

function outputOf(layer: Case['layer'], input: Shape): Shape | undefined {
  try {
    return layerShape(layer, [input]);
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

/** Whether padding leaves any of what a transposed convolution makes. */
function leavesPixels(layer: Case['layer'], input: Shape): boolean {
  const output =
    layer.kind === 'convtranspose' ? outputOf({ ...layer, outputPadding: [0, 0] }, input) : input;
  return output !== undefined;
}

function kernelShape({ kernel, kind, groups, outChannels }: Case['layer'], { channels }: Shape): number[] {
  return kind === 'conv'
    ? [...kernel, channels / groups, outChannels]
    : [...kernel, outChannels / groups, channels];
}

function check({ layer, input }: Case): void {
  const output = outputOf(layer, input) ?? input;
  const sizes = kernelShape(layer, input);
  const random = Random.fromSeed(1);
  const draw = (shape: readonly number[]): Values =>
    Float64Array.from({ length: shape.reduce((all, length) => all * length, 1) }, () =>
      Math.fround(random.normal()),
    );
  const [x, otherX] = [draw(dimensions(BATCH, input)), draw(dimensions(BATCH, input))];
  const [kernel, otherKernel] = [draw(sizes), draw(sizes)];
  const dy = draw(dimensions(BATCH, output));
  const apply = (values: Values, weights: Values): Values =>
    referenceForward(layer, BATCH, [input], output, [values], [weights]);
  const found = inScope((scope) => {
    const program = layerProgram(layer, { batch: BATCH, inputs: [input], output, constants: scope });
    const tensor = (values: Values, shape: readonly number[]) =>
      scope.floats(Float32Array.from(values), shape);
    const pass = program.forward(
      scope,
      [tensor(x, dimensions(BATCH, input))],
      [tensor(kernel, sizes)],
      undefined,
    );
    const y = scope.read(pass.output).slice();
    const gradients = pass.backward(scope, tensor(dy, dimensions(BATCH, output)), [true]);
    const [dx] = gradients.inputs;
    const [slope] = gradients.parameters;
    return {
      y,
      dx: dx === undefined ? new Float32Array() : scope.read(dx).slice(),
      slope: scope.read(slope).slice(),
    };
  });
  apply(x, kernel).forEach((value, at) => expect(found.y[at]).to.be.closeTo(value, 1e-4));
  // Both are linear in x and in the kernel, so gradients are what makes these products equal for any other of them.
  expect(dot(found.dx, otherX)).to.be.closeTo(dot(dy, apply(otherX, kernel)), 1e-3);
  expect(dot(found.slope, otherKernel)).to.be.closeTo(dot(dy, apply(x, otherKernel)), 1e-3);
}

function dot(left: ArrayLike<number>, right: Values): number {
  return right.reduce((sum, value, at) => sum + value * left[at], 0);
}

describe('convolutions and transposed ones of any geometry', () => {
  it('are what their definition says, and have its gradients', () => {
    fc.assert(fc.property(cases, check), { numRuns: 300 });
  });
});

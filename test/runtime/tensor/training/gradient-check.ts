import { expect } from 'chai';
import type { Shape } from '../../../../core/network/layer.js';
import { layerShape } from '../../../../core/network/shapes.js';
import { Random } from '../../../../core/random.js';
import { layerProgram } from '../../../../runtime/tensor/training/layers/index.js';
import type { TrainableLayer } from '../../../../runtime/tensor/training/logits.js';
import {
  inScope,
  liveTensors,
  type NativeTensor,
  type Scope,
} from '../../../../runtime/tensor/training/native.js';
import {
  dimensions,
  type LayerProgram,
  type Statistics,
} from '../../../../runtime/tensor/training/program.js';
import { referenceForward } from './reference.js';
import type { Values } from './reference-pixels.js';

const BATCH = 2;
const STEP = 1e-4;
const TOLERANCE = 2e-5;

/** Turns what was drawn, -2 … 2, into what a layer takes. */
export type Domain = (value: number) => number;

/**
 * Holds a layer's kernels and their gradients against its definition and its numeric derivative, in double precision,
 * and sees that a layer frees what it saved.
 */
export function expectGradients(
  layer: TrainableLayer,
  inputs: readonly Shape[],
  domain: Domain = (value) => value,
): void {
  inScope((constants) => {
    const output = layerShape(layer, inputs);
    const program = layerProgram(layer, { batch: BATCH, inputs, output, constants });
    const random = Random.fromSeed(11);
    const inputValues = inputs.map((shape) => draw(random, size(shape)).map(domain));
    const parameters = parameterShapes(layer, inputs[0]).map((shape) => draw(random, product(shape)));
    const direction = draw(random, size(output));
    const found = run(constants, program, layer, inputs, output, inputValues, parameters, direction);

    const reference = (values: readonly Values[], own: readonly Values[]) =>
      referenceForward(layer, BATCH, inputs, output, values, own);
    expectClose(found.output, reference(inputValues, parameters), 'output');
    const slopes = [...inputValues, ...parameters].map((values) =>
      numericGradient(values, () => dot(reference(inputValues, parameters), direction)),
    );
    [...found.inputs, ...found.parameters].forEach((gradient, at) => {
      expectClose(gradient, slopes[at], `gradient ${at}`);
    });
  });
}

function run(
  scope: Scope,
  program: LayerProgram,
  layer: TrainableLayer,
  inputs: readonly Shape[],
  output: Shape,
  inputValues: readonly Values[],
  parameters: readonly Values[],
  direction: Values,
) {
  const statistics: Statistics | undefined =
    layer.kind === 'batchnorm'
      ? {
          mean: scope.floats(new Float32Array(output.channels), [output.channels]),
          variance: scope.floats(new Float32Array(output.channels), [output.channels]),
          owner: scope,
        }
      : undefined;
  const tensors = inputValues.map((values, at) =>
    scope.floats(Float32Array.from(values), dimensions(BATCH, inputs[at])),
  );
  const own = parameters.map((values, at) =>
    scope.floats(Float32Array.from(values), parameterShapes(layer, inputs[0])[at]),
  );
  const dy = scope.floats(Float32Array.from(direction), dimensions(BATCH, output));
  const given = liveTensors();
  const pass = program.forward(scope, tensors, own, statistics);
  const gradients = pass.backward(
    scope,
    dy,
    inputs.map(() => true),
  );
  const inputGradients = gradients.inputs.flatMap((gradient) => gradient ?? []);
  const read = (tensor: NativeTensor): Float32Array => scope.read(tensor).slice();
  const found = {
    output: read(pass.output),
    inputs: inputGradients.map(read),
    parameters: gradients.parameters.map(read),
  };
  scope.free(pass.output, ...inputGradients, ...gradients.parameters);
  expect(liveTensors(), 'tensors that no one frees').to.equal(given);
  return found;
}

/** Shapes of trainable parameters as TensorFlow has them. */
function parameterShapes(layer: TrainableLayer, { channels }: Shape): readonly (readonly number[])[] {
  switch (layer.kind) {
    case 'conv': {
      const weight = [...layer.kernel, channels / layer.groups, layer.outChannels];
      return layer.bias ? [weight, [layer.outChannels]] : [weight];
    }
    case 'convtranspose': {
      const weight = [...layer.kernel, layer.outChannels / layer.groups, channels];
      return layer.bias ? [weight, [layer.outChannels]] : [weight];
    }
    case 'batchnorm':
      return [[channels], [channels]];
    case 'prelu':
      return [[channels]];
    default:
      return [];
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}

function size(shape: Shape): number {
  return BATCH * shape.channels * shape.height * shape.width;
}

/** Numbers that float32 holds exactly, so that both sides see the same, and none twice or near 0 within a step. */
function draw(random: Random, length: number): Values {
  return Float64Array.from({ length }, () => (random.below(4000) - 2000 + 0.5) / 1024);
}

function numericGradient(values: Values, loss: () => number): Values {
  return values.map((value, at) => {
    values[at] = value + STEP;
    const above = loss();
    values[at] = value - STEP;
    const below = loss();
    values[at] = value;
    return (above - below) / (2 * STEP);
  });
}

function dot(left: Values, right: Values): number {
  return left.reduce((sum, value, at) => sum + value * right[at], 0);
}

function expectClose(found: ArrayLike<number>, wanted: Values, what: string): void {
  expect(found.length, what).to.equal(wanted.length);
  const scale = 1 + wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  wanted.forEach((value, at) =>
    expect(Math.abs(found[at] - value) / scale, `${what}[${at}]: ${found[at]} for ${value}`).to.be.below(
      TOLERANCE,
    ),
  );
}

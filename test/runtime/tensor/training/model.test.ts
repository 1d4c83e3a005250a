import { expect } from 'chai';
import { NetworkError } from '../../../../core/errors.js';
import type { Network } from '../../../../core/network/layer.js';
import { Random } from '../../../../core/random.js';
import { encodeSafetensors } from '../../../../runtime/tensor/safetensors.js';
import { TrainingModel } from '../../../../runtime/tensor/training/model.js';
import { inScope, liveTensors } from '../../../../runtime/tensor/training/native.js';
import { flatten, type ParameterLayout } from '../../../../runtime/tensor/training/parameters.js';
import { referenceLogits } from './reference-network.js';
import { TINY, tinyWeights } from './tiny.js';

const BATCH = 3;
const random = Random.fromSeed(6);
const images = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, () => random.normal());
const direction = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, () => random.normal());

/** The sum of the reference's logits along `direction`. */
function referenceSum(layout: ParameterLayout, vector: Float64Array): number {
  return referenceLogits(TINY, layout, tinyWeights(), vector, BATCH, images).reduce(
    (sum, value, at) => sum + value * direction[at],
    0,
  );
}

describe('TrainingModel', () => {
  it('adds up gradients over the whole graph', () => {
    const model = new TrainingModel(TINY, tinyWeights(), BATCH);
    const gradient = inScope((scope) => {
      const pass = model.forward(scope, scope.floats(images, model.inputShape));
      return scope.read(pass.backward(scope.floats(direction, pass.logits.shape)));
    });
    model.close();
    const vector = flatten(TINY, model.layout, tinyWeights());
    for (const { name, offset, size } of model.layout.parameters) {
      const move = new Float64Array(vector.length);
      for (let at = offset; at < offset + size; at++) move[at] = random.normal();
      const along = (amount: number) =>
        referenceSum(
          model.layout,
          move.map((value, at) => vector[at] + amount * value),
        );
      const slope = gradient.reduce((sum, value, at) => sum + value * move[at], 0);
      const numeric = (along(1e-6) - along(-1e-6)) / 2e-6;
      expect(Math.abs(slope - numeric), name).to.be.below(1e-4 * (1 + Math.abs(numeric)));
    }
  });

  it('gives back the weights that it was given', () => {
    const weights = tinyWeights();
    const model = new TrainingModel(TINY, weights, BATCH);
    expect(encodeSafetensors(model.weights())).to.deep.equal(encodeSafetensors(weights));
    model.close();
  });

  it('moves running statistics as PyTorch: a tenth of the way, the variance unbiased', () => {
    const network: Network = {
      layers: [
        { kind: 'input', name: 'x', inputs: [], channels: 3, height: 8, width: 8 },
        { kind: 'batchnorm', name: 'bn', inputs: ['x'], epsilon: 1e-5 },
      ],
      output: 'bn',
    };
    const vector = (...values: number[]) => ({ shape: [3], data: Float32Array.from(values) });
    const weights = new Map([
      ['bn.weight', vector(1, 2, 3)],
      ['bn.bias', vector(0, 1, 2)],
      ['bn.running_mean', vector(1, -1, 0.5)],
      ['bn.running_var', vector(1, 2, 3)],
    ]);
    const model = new TrainingModel(network, weights, BATCH);
    inScope((scope) => model.forward(scope, scope.floats(images, model.inputShape)));
    const after = model.weights();
    model.close();
    const count = BATCH * 8 * 8;
    [0, 1, 2].forEach((channel) => {
      const own = images.filter((_, at) => at % 3 === channel);
      const mean = own.reduce((sum, value) => sum + value / count, 0);
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2 / (count - 1), 0);
      const [oldMean, oldVariance] = [[1, -1, 0.5][channel], [1, 2, 3][channel]];
      expect(after.get('bn.running_mean')?.data[channel]).to.be.closeTo(0.9 * oldMean + 0.1 * mean, 1e-6);
      expect(after.get('bn.running_var')?.data[channel]).to.be.closeTo(
        0.9 * oldVariance + 0.1 * variance,
        1e-6,
      );
    });
  });

  it('leaves layers alone that the logits do not depend on, and frees all', () => {
    const before = liveTensors();
    const given = tinyWeights();
    const model = new TrainingModel({ ...TINY, output: 'block.bn' }, given, BATCH);
    expect(model.layout.parameters.map(({ name }) => name)).to.deep.equal([
      'stem.weight',
      'stem.bn.weight',
      'stem.bn.bias',
      'block.weight',
      'block.bn.weight',
      'block.bn.bias',
    ]);
    const gradient = inScope((scope) => {
      const pass = model.forward(scope, scope.floats(images, model.inputShape));
      return scope.read(
        pass.backward(scope.floats(new Float32Array(BATCH * 16 * 6).fill(1), pass.logits.shape)),
      );
    });
    expect([...gradient.slice(-6)].every((value) => value !== 0)).to.equal(true);
    const after = model.weights();
    expect([...after.keys()]).to.deep.equal([...given.keys()]);
    expect(after.get('classifier.weight')).to.deep.equal(given.get('classifier.weight'));
    model.close();
    expect(liveTensors()).to.equal(before);
  });

  it('refuses weights of another network', () => {
    const weights = new Map(tinyWeights());
    weights.delete('stem.bn.weight');
    expect(() => new TrainingModel(TINY, weights, BATCH)).to.throw(NetworkError, 'stem.bn.weight');
  });
});

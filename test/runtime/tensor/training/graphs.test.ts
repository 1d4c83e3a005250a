import { expect } from 'chai';
import { TensorError } from '../../../../core/errors.js';
import type { Layer, Network, OpaqueLayer } from '../../../../core/network/layer.js';
import type { Tensor, Weights } from '../../../../core/network/weights.js';
import { Random } from '../../../../core/random.js';
import { encodeSafetensors } from '../../../../runtime/tensor/safetensors.js';
import { train } from '../../../../runtime/tensor/training/train.js';
import { TrainingModel } from '../../../../runtime/tensor/training/model.js';
import { inScope, liveTensors } from '../../../../runtime/tensor/training/native.js';
import { flatten } from '../../../../runtime/tensor/training/parameters.js';
import { saliency } from '../../../../runtime/tensor/training/saliency.js';
import { batchNorm, CONSTANTS, IMAGE, NETWORKS, SHARED, U_NET, weightsOf } from './graphs.js';
import { referenceLogits } from './reference-network.js';
import { conv, tinyDataset } from './tiny.js';

const BATCH = 2;

/** The gradient of the logits along a direction, as the model has it. */
function gradientOf(model: TrainingModel, images: Float32Array, direction: Float32Array): Float32Array {
  return inScope((scope) => {
    const pass = model.forward(scope, scope.floats(images, model.inputShape));
    return scope.read(pass.backward(scope.floats(direction, pass.logits.shape))).slice();
  });
}

describe('training of whole graphs', () => {
  const random = Random.fromSeed(12);
  const images = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, () => random.normal());
  const direction = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, () => random.normal());

  for (const [name, network] of Object.entries(NETWORKS)) {
    it(`${name}: gradients of all parameters are the numeric derivatives`, () => {
      const before = liveTensors();
      const model = new TrainingModel(network, weightsOf(network), BATCH);
      const gradient = gradientOf(model, images, direction);
      const vector = Float64Array.from(flatten(network, model.layout, weightsOf(network)));
      for (const { name: parameter, offset, size } of model.layout.parameters) {
        const move = vector.map((_, at) => (at >= offset && at < offset + size ? random.normal() : 0));
        const along = (step: number): number => {
          const moved = vector.map((value, at) => value + step * move[at]);
          const logits = referenceLogits(network, model.layout, weightsOf(network), moved, BATCH, images);
          return logits.reduce((sum, value, at) => sum + value * direction[at], 0);
        };
        const slope = gradient.reduce((sum, value, at) => sum + value * move[at], 0);
        const numeric = (along(1e-6) - along(-1e-6)) / 2e-6;
        expect(Math.abs(slope - numeric), parameter).to.be.below(2e-4 * Math.abs(numeric) + 1e-4);
      }
      model.close();
      expect(liveTensors()).to.equal(before);
    });

    it(`${name}: gives back the weights that it was given`, () => {
      const weights = weightsOf(network);
      const model = new TrainingModel(network, weights, BATCH);
      expect([...model.weights()]).to.deep.equal([...weights]);
      model.close();
    });
  }

  it('moves the statistics of a shared batch norm with each use', () => {
    const apart: Network = {
      ...SHARED,
      layers: SHARED.layers.map((layer) =>
        layer.name === 'bn.again' ? batchNorm('bn.again', 'again') : layer,
      ),
    };
    const given = weightsOf(SHARED);
    const twin = new Map(
      [...given].flatMap(([name, tensor]): [string, Tensor][] => {
        const copy = name.replace(/^bn\./, 'bn.again.');
        return copy === name
          ? [[name, tensor]]
          : [
              [name, tensor],
              [copy, tensor],
            ];
      }),
    );
    const after = (network: Network, weights: Weights, name: string): Float32Array => {
      const model = new TrainingModel(network, weights, BATCH);
      inScope((scope) => model.forward(scope, scope.floats(images, model.inputShape)));
      const values = model.weights().get(name)?.data ?? new Float32Array();
      model.close();
      return values;
    };
    const start = given.get('bn.running_mean')?.data ?? new Float32Array();
    const once = after(apart, twin, 'bn.running_mean');
    const other = after(apart, twin, 'bn.again.running_mean');
    after(SHARED, given, 'bn.running_mean').forEach((value, channel) => {
      // Each use goes a tenth of the way from where it finds the mean to its batch's.
      const second = (other[channel] - 0.9 * start[channel]) / 0.1;
      expect(value).to.be.closeTo(0.9 * once[channel] + 0.1 * second, 1e-5);
    });
  });

  it('trains to the same bytes when stopped and resumed, and leaves constants as they are', async () => {
    for (const network of [U_NET, CONSTANTS, SHARED]) {
      const job = {
        network,
        weights: weightsOf(network),
        dataset: tinyDataset(8),
        settings: {
          epochs: 3,
          batchSize: 4,
          optimizer: 'adam',
          learningRate: 0.01,
          weightDecay: 0.01,
          schedule: { kind: 'constant' },
          seed: 1,
        },
      } as const;
      let checkpoint: Uint8Array | undefined;
      const { weights, losses } = await train(job, {
        checkpointEvery: { steps: 2 },
        onCheckpoint: (bytes) => {
          checkpoint ??= new Uint8Array(bytes);
        },
      });
      expect(losses[2]).to.be.below(losses[0]);
      const resumed = await train({ ...job, resume: checkpoint });
      expect(encodeSafetensors(resumed.weights)).to.deep.equal(encodeSafetensors(weights));
      for (const [name, tensor] of job.weights) {
        const isConstant = name.endsWith('.value');
        expect(
          weights.get(name)?.data.some((value, at) => value !== tensor.data[at]),
          name,
        ).to.equal(!isConstant);
      }
    }
  });

  it('gives saliency 0 to what the logits do not depend on, and none to constants', async () => {
    const network: Network = { ...CONSTANTS, output: 'mixed' };
    const settings = { images: 4, batchSize: 2, seed: 1 };
    const { gradients } = await saliency({
      network,
      weights: weightsOf(network),
      dataset: tinyDataset(4),
      settings,
    });
    expect([...gradients.keys()]).to.deep.equal(['mixed.weight', 'alone.weight']);
    expect(gradients.get('alone.weight')).to.deep.equal({ shape: [3, 2, 3, 3], data: new Float32Array(54) });
    expect(gradients.get('mixed.weight')?.data.some((value) => value !== 0)).to.equal(true);
  });

  it('refuses at once what has no gradient before the logits, with its name and operators', () => {
    const opaque: OpaqueLayer = {
      kind: 'opaque',
      name: 'odd',
      inputs: ['first'],
      channels: 4,
      height: 8,
      width: 8,
      nodes: ['Loop', 'LRN'].map((operator) => ({
        operator,
        domain: '',
        inputs: [],
        outputs: [],
        attributes: {},
      })),
      result: 'y',
      parameters: { table: [2] },
      constants: {},
    };
    const network: Network = {
      layers: [IMAGE, conv('first', 'image', 4), opaque, conv('classifier', 'odd', 3)],
      output: 'classifier',
    };
    const before = liveTensors();
    expect(() => new TrainingModel(network, weightsOf(network), BATCH))
      .to.throw(TensorError, /'odd'.*Loop, LRN/)
      .with.property('code', 'LAYER_NOT_TRAINABLE');
    const index: Layer = { kind: 'argmax', name: 'index', inputs: ['first'] };
    const indexed: Network = {
      layers: [IMAGE, conv('first', 'image', 4), index, conv('classifier', 'index', 3)],
      output: 'classifier',
    };
    expect(() => new TrainingModel(indexed, weightsOf(indexed), BATCH))
      .to.throw(TensorError, /'index'.*argmax/)
      .with.property('code', 'LAYER_NOT_TRAINABLE');
    expect(liveTensors()).to.equal(before);
  });

  it('carries parameters of opaque layers behind the logits through', () => {
    const behind: OpaqueLayer = {
      kind: 'opaque',
      name: 'behind',
      inputs: ['classifier'],
      channels: 3,
      height: 8,
      width: 8,
      nodes: [],
      result: 'in0',
      parameters: { table: [2] },
      constants: {},
    };
    const layers = [IMAGE, conv('classifier', 'image', 3), behind];
    const network: Network = { layers, output: 'classifier', delivers: 'behind' };
    const weights = weightsOf(network);
    const model = new TrainingModel(network, weights, BATCH);
    gradientOf(model, images, direction);
    expect([...model.weights()]).to.deep.equal([...weights]);
    model.close();
  });
});

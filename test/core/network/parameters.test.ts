import { expect } from 'chai';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { checkWeights, initialWeights, parameterShapes } from '../../../core/network/parameters.js';
import type { Tensor } from '../../../core/network/weights.js';
import { Random } from '../../../core/random.js';
import { errorOf } from './expect-error.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.25, input: { height: 64, width: 64 } },
  11,
);

function deviation(tensor: Tensor | undefined): number {
  const data = tensor?.data ?? new Float32Array();
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
}

describe('parameters', () => {
  it('are named after their layers and shaped as their layouts say', () => {
    const shapes = parameterShapes(network);
    expect(shapes.get('backbone.layer2.0.downsample.0.weight')).to.deep.equal([32, 16, 1, 1]);
    expect(shapes.get('backbone.layer2.0.downsample.1.running_var')).to.deep.equal([32]);
    expect(shapes.get('aspp.project.conv.weight')).to.deep.equal([64, 320, 1, 1]);
    expect(shapes.get('classifier.bias')).to.deep.equal([11]);
    expect(shapes.has('backbone.conv1.bias')).to.equal(false);
  });

  it('start as He et al. have it, batch norm as the identity, the classifier small', () => {
    const weights = initialWeights(network, Random.fromSeed(3));
    checkWeights(network, weights);
    const wanted = Math.sqrt(2 / (128 * 9));
    expect(deviation(weights.get('backbone.layer4.0.conv2.weight'))).to.be.closeTo(wanted, wanted * 0.02);
    expect(deviation(weights.get('classifier.weight'))).to.be.closeTo(0.01, 0.001);
    expect(weights.get('classifier.bias')?.data).to.deep.equal(new Float32Array(11));
    expect(weights.get('backbone.bn1.weight')?.data).to.deep.equal(new Float32Array(16).fill(1));
    expect(weights.get('backbone.bn1.running_mean')?.data).to.deep.equal(new Float32Array(16));
    expect(weights.get('backbone.bn1.running_var')?.data).to.deep.equal(new Float32Array(16).fill(1));
  });

  it('of transposed convolutions start as those of others inside a network', () => {
    const input = { height: 16, width: 16 };
    const unet = buildArchitecture({ architecture: 'unet', depth: 1, base: 64, input }, 2);
    const weights = initialWeights(unet, Random.fromSeed(3));
    const wanted = Math.sqrt(2 / (64 * 4));
    expect(deviation(weights.get('decoder0.up.weight'))).to.be.closeTo(wanted, wanted * 0.02);
    expect(deviation(weights.get('classifier.weight'))).to.be.closeTo(0.01, 0.002);
  });

  it('start without those that are not wanted', () => {
    const weights = initialWeights(network, Random.fromSeed(3), (name) => name.startsWith('classifier.'));
    expect([...weights.keys()]).to.deep.equal(['classifier.weight', 'classifier.bias']);
  });

  it('start the same from the same seed, and otherwise from another', () => {
    const first = initialWeights(network, Random.fromSeed(3)).get('classifier.weight');
    expect(initialWeights(network, Random.fromSeed(3)).get('classifier.weight')).to.deep.equal(first);
    expect(initialWeights(network, Random.fromSeed(4)).get('classifier.weight')).not.to.deep.equal(first);
  });

  const name = 'backbone.bn1.bias';
  const changes: readonly [title: string, change: (weights: Map<string, Tensor>) => void, code: string][] = [
    ['a missing parameter', (weights) => weights.delete(name), 'WEIGHTS_MISSING'],
    [
      'a parameter of another shape',
      (weights) => weights.set(name, { shape: [17], data: new Float32Array(17) }),
      'WEIGHTS_MISSHAPEN',
    ],
    [
      'a parameter whose data do not fill its shape',
      (weights) => weights.set(name, { shape: [16], data: new Float32Array(15) }),
      'WEIGHTS_MISSHAPEN',
    ],
  ];
  for (const [title, change, code] of changes) {
    it(`that do not fit are refused: ${title}`, () => {
      const weights = new Map(initialWeights(network, Random.fromSeed(3)));
      change(weights);
      const error = errorOf(() => checkWeights(network, weights));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(`'${name}'`);
    });
  }

  it('that do not fit are refused: one that no layer has', () => {
    const weights = new Map(initialWeights(network, Random.fromSeed(3)));
    weights.set('fc.weight', { shape: [1], data: new Float32Array(1) });
    const error = errorOf(() => checkWeights(network, weights));
    expect(error.code).to.equal('WEIGHTS_UNKNOWN');
    expect(error.message).to.include("'fc.weight'");
  });
});

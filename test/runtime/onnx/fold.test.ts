import { expect } from 'chai';
import fc from 'fast-check';
import type { Layer, Network } from '../../../core/network/layer.js';
import { pointwise as conv } from '../../core/network/pointwise.js';
import { checkWeights } from '../../../core/network/parameters.js';
import { foldBatchNorm } from '../../../runtime/onnx/fold.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { networks, randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, randomImages } from './run-model.js';

const IMAGE: Layer = { name: 'image', kind: 'input', inputs: [], channels: 2, height: 3, width: 3 };
const norm = (name: string, input: string): Layer => ({
  name,
  kind: 'batchnorm',
  inputs: [input],
  epsilon: 1e-5,
});

const kinds = (network: Network): string[] => network.layers.map(({ name, kind }) => `${kind} ${name}`);

function fold(network: Network): Network {
  return foldBatchNorm(network, randomWeights(network, 1)).network;
}

describe('foldBatchNorm', () => {
  it('changes no output, for any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const weights = randomWeights(network, 3);
        const folded = foldBatchNorm(network, weights);
        checkWeights(folded.network, folded.weights);
        const image = Float64Array.from(randomImages(network, 1, 4));
        const before = runNetwork(network, weights, image);
        const range = before.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        const after = runNetwork(folded.network, folded.weights, image);
        expect(largestDifference(before, after) / range).to.be.below(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves neither batch norm nor its parameters behind a convolution', () => {
    const network = { layers: [IMAGE, conv('a', 'image'), norm('bn', 'a')], output: 'bn' };
    const folded = foldBatchNorm(network, randomWeights(network, 1));
    expect(kinds(folded.network)).to.deep.equal(['input image', 'conv a']);
    expect(folded.network.output).to.equal('a');
    expect([...folded.weights.keys()].sort()).to.deep.equal(['a.bias', 'a.weight']);
  });

  it('folds into transposed convolutions of any groups', () => {
    for (const groups of [1, 2, 4]) {
      const image: Layer = { ...IMAGE, channels: 4 };
      const transposed: Layer = {
        name: 'a',
        kind: 'convtranspose',
        inputs: ['image'],
        outChannels: 8,
        kernel: [2, 3],
        stride: [2, 1],
        dilation: [1, 1],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
        outputPadding: [0, 0],
        groups,
        bias: groups === 2,
      };
      const network: Network = { layers: [image, transposed, norm('bn', 'a')], output: 'bn' };
      const weights = randomWeights(network, 1);
      const folded = foldBatchNorm(network, weights);
      expect(kinds(folded.network)).to.deep.equal(['input image', 'convtranspose a']);
      const pixels = Float64Array.from(randomImages(network, 1, 4));
      const [before, after] = [
        runNetwork(network, weights, pixels),
        runNetwork(folded.network, folded.weights, pixels),
      ];
      expect(largestDifference(before, after)).to.be.below(1e-5);
    }
  });

  it('keeps what shares parameters', () => {
    const shared = (what: 'conv' | 'norm'): Network => ({
      layers: [
        IMAGE,
        conv('a', 'image'),
        norm('a.bn', 'a'),
        { ...conv('b', 'a.bn'), ...(what === 'conv' ? { shares: 'a' } : {}) },
        { ...norm('b.bn', 'b'), ...(what === 'norm' ? { shares: 'a.bn' } : {}) },
      ],
      output: 'b.bn',
    });
    for (const what of ['conv', 'norm'] as const) {
      expect(fold(shared(what))).to.deep.equal(shared(what));
    }
  });

  it('folds what lies behind the logits, and keeps the ends', () => {
    const network: Network = {
      layers: [IMAGE, conv('a', 'image'), conv('b', 'a'), norm('bn', 'b')],
      output: 'a',
      delivers: 'bn',
      signature: { input: 'x', output: 'y' },
    };
    const { layers, ...ends } = fold(network);
    expect(layers).to.have.length(3);
    expect(ends).to.deep.equal({ output: 'a', delivers: 'b', signature: { input: 'x', output: 'y' } });
  });

  it('folds two batch norms in a row', () => {
    const network = { layers: [IMAGE, conv('a', 'image'), norm('b', 'a'), norm('c', 'b')], output: 'c' };
    expect(kinds(fold(network))).to.deep.equal(['input image', 'conv a']);
  });

  it('keeps a batch norm whose convolution something else reads', () => {
    const network: Network = {
      layers: [IMAGE, conv('a', 'image'), norm('bn', 'a'), { name: 'sum', kind: 'add', inputs: ['a', 'bn'] }],
      output: 'sum',
    };
    expect(fold(network)).to.deep.equal(network);
  });

  it('keeps a batch norm whose convolution is the output', () => {
    const network = { layers: [IMAGE, conv('a', 'image'), norm('bn', 'a')], output: 'a' };
    expect(fold(network)).to.deep.equal(network);
  });

  it('keeps a batch norm that follows no convolution', () => {
    const network = { layers: [IMAGE, norm('bn', 'image'), conv('a', 'bn')], output: 'a' };
    expect(fold(network)).to.deep.equal(network);
  });

  it('leaves the weights that it was given as they are', () => {
    const network = { layers: [IMAGE, conv('a', 'image'), norm('bn', 'a')], output: 'bn' };
    const weights = randomWeights(network, 1);
    foldBatchNorm(network, weights);
    expect(weights).to.deep.equal(randomWeights(network, 1));
  });
});

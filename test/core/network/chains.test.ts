import { expect } from 'chai';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { chainLayers } from '../../../core/network/chains.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import { pointwise as conv } from './pointwise.js';

const image: Layer = { name: 'image', kind: 'input', inputs: [], channels: 2, height: 4, width: 4 };

const relu = (name: string, input: string): Layer => ({ name, kind: 'relu', inputs: [input] });
const sigmoid = (name: string, input: string): Layer => ({
  name,
  kind: 'activation',
  inputs: [input],
  function: { name: 'sigmoid' },
});
const join = (kind: 'add' | 'mul', name: string, ...inputs: string[]): Layer => ({ name, kind, inputs });

/** Chains as `layers < chains they read`, by the names of their first layers. */
function chainsOf(layers: readonly Layer[], more: Partial<Network> = {}): string[] {
  const network: Network = { layers: [image, ...layers], output: layers.at(-1)?.name ?? 'image', ...more };
  const chains = chainLayers(network);
  return chains.map(({ layers: own, inputs }) => {
    const read = inputs.map((input) => chains[input].layers[0].name);
    return `${own.map(({ name }) => name).join(' ')} < ${read.join(' ')}`;
  });
}

describe('chains of layers', () => {
  it('draw batch norm and activations to the layer before them', () => {
    const norm: Layer = { name: 'n', kind: 'batchnorm', inputs: ['a'], epsilon: 1e-5 };
    const layers = [conv('a', 'image'), norm, relu('r', 'n'), conv('b', 'r')];
    expect(chainsOf(layers)).to.deep.equal(['image < ', 'a n r < image', 'b < a']);
  });

  it('end where an output is read twice, or is a result of the network', () => {
    const layers = [conv('a', 'image'), relu('r', 'a'), join('add', 's', 'a', 'r')];
    expect(chainsOf(layers)).to.deep.equal(['image < ', 'a < image', 'r < a', 's < a r']);
    const delivering = [conv('a', 'image'), sigmoid('p', 'a')];
    expect(chainsOf(delivering, { output: 'a', delivers: 'p' })).to.deep.equal([
      'image < ',
      'a < image',
      'p < a',
    ]);
  });

  it('take in a gate of their own', () => {
    const layers = [conv('a', 'image'), sigmoid('g', 'a'), join('mul', 'm', 'a', 'g'), conv('b', 'm')];
    expect(chainsOf(layers)).to.deep.equal(['image < ', 'a g m < image', 'b < a']);
  });

  it('keep a gate apart that makes channels or that others read', () => {
    const excited = [conv('a', 'image'), conv('g', 'a'), join('mul', 'm', 'g', 'a')];
    expect(chainsOf(excited)).to.deep.equal(['image < ', 'a < image', 'g < a', 'm < g a']);
    const read = [
      conv('a', 'image'),
      sigmoid('g', 'a'),
      join('mul', 'm', 'a', 'g'),
      join('add', 's', 'm', 'g'),
    ];
    expect(chainsOf(read)).to.deep.equal(['image < ', 'a < image', 'g < a', 'm < a g', 's < m g']);
  });

  it('take in arithmetic with constants, and leave the constants out', () => {
    const constant: Layer = { name: 'c', kind: 'constant', inputs: [], channels: 2, height: 1, width: 1 };
    const layers = [conv('a', 'image'), constant, join('mul', 'm', 'c', 'a'), conv('b', 'm')];
    expect(chainsOf(layers)).to.deep.equal(['image < ', 'a m < image', 'b < a']);
  });

  it('hold every layer of DeepLabV3+ once, in an order in which they can run', () => {
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', input: { height: 64, width: 64 } },
      2,
    );
    const chains = chainLayers(network);
    const names = chains.flatMap(({ layers }) => layers.map(({ name }) => name));
    expect(names).to.have.members(network.layers.map(({ name }) => name));
    expect(chains.length).to.be.below(network.layers.length / 2);
    chains.forEach(({ inputs }, position) => expect(Math.max(-1, ...inputs)).to.be.below(position));
  });
});

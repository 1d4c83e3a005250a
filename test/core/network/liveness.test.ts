import { expect } from 'chai';
import fc from 'fast-check';
import type { Layer, Network } from '../../../core/network/layer.js';
import { buffersOf, peakActivations } from '../../../core/network/liveness.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { pointwise as conv } from './pointwise.js';
import { networks } from './random-networks.js';

const input: Layer = { name: 'image', kind: 'input', inputs: [], channels: 3, height: 10, width: 10 };

function peak(output: string, ...layers: readonly Layer[]): number {
  return peakActivations({ layers: [input, ...layers], output });
}

describe('activations that wait', () => {
  it('are what a layer reads and writes, in a chain', () => {
    expect(peak('c', conv('a', 'image', 5), conv('b', 'a', 7), conv('c', 'b', 2))).to.equal((5 + 7) * 100);
  });

  it('are not those of layers that work in place', () => {
    const norm: Layer = { name: 'norm', kind: 'batchnorm', inputs: ['a'], epsilon: 1e-5 };
    const relu: Layer = { name: 'relu', kind: 'relu', inputs: ['norm'] };
    expect(peak('b', conv('a', 'image', 5), norm, relu, conv('b', 'relu', 7))).to.equal((5 + 7) * 100);
  });

  it('are kept for a later addition, which writes over an operand', () => {
    const add: Layer = { name: 'add', kind: 'add', inputs: ['c', 'a'] };
    const chain = [conv('a', 'image', 5), conv('b', 'a', 6), conv('c', 'b', 5)];
    expect(peak('add', ...chain, add)).to.equal((5 + 6 + 5) * 100);
  });

  it('are those of all parts of a concatenation', () => {
    const join: Layer = { name: 'join', kind: 'concat', inputs: ['a', 'b'] };
    const parts = [conv('a', 'image', 5), conv('b', 'image', 6)];
    expect(peak('last', ...parts, join, conv('last', 'join', 4))).to.equal((5 + 6 + 4) * 100);
  });

  it('are not those of a convolution that is pooled on the way', () => {
    const pool: Layer = {
      name: 'pool',
      kind: 'maxpool',
      inputs: ['a'],
      kernel: [2, 2],
      stride: [2, 2],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
    };
    expect(peak('pool', conv('a', 'image', 50), pool)).to.equal(3 * 100 + 50 * 25);
  });

  it('are at least those of any convolution, at most all, and each buffer lives in order', () => {
    fc.assert(
      fc.property(networks, (network: Network) => {
        const shapes = inferShapes(network);
        const size = (name: string) => {
          const { channels, height, width } = shapeOf(shapes, name);
          return channels * height * width;
        };
        const most = peakActivations(network);
        const buffers = buffersOf(network);
        const kept = new Set(buffers.map(({ layer }) => layer));
        for (const { first, last } of buffers) expect(first).to.be.at.most(last);
        expect(most).to.be.at.most(network.layers.reduce((sum, { name }) => sum + size(name), 0));
        for (const layer of network.layers) {
          if (layer.kind !== 'conv' || !kept.has(layer.name) || !kept.has(layer.inputs[0])) continue;
          expect(most).to.be.at.least(size(layer.name) + size(layer.inputs[0]));
        }
      }),
      { numRuns: 60 },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { countLayers } from '../../../core/network/counts.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import { pointwise as conv } from './pointwise.js';
import { rowMacs } from '../../../core/hardware/row-words.js';
import { layerTable } from '../../../core/network/rows.js';
import { compareTables } from '../../reference/compare.js';
import { referenceLayers } from '../../reference/tables.js';
import { networks } from './random-networks.js';

const baseline = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', input: { height: 960, width: 960 } },
  19,
);

const image: Layer = { name: 'image', kind: 'input', inputs: [], channels: 2, height: 8, width: 8 };

function pool(name: string, input: string): Layer {
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  return { name, kind: 'maxpool', inputs: [input], kernel: [2, 2], stride: [2, 2], padding };
}

function table(...layers: readonly Layer[]): string[] {
  const network: Network = { layers: [image, ...layers], output: layers.at(-1)?.name ?? 'image' };
  return layerTable(network).map(({ kind, name, maxpool }) => `${kind} ${name}${maxpool ? ' pooled' : ''}`);
}

describe('the layer table', () => {
  it("equals the published baseline's but for paddings, the classifier and the logits' resize", () => {
    const conv3x3 = { padding: '1/0' };
    expect(compareTables(layerTable(baseline), referenceLayers())).to.deep.equal([
      { index: 0, name: 'backbone.conv1', columns: { padding: '3/2' } },
      { index: 6, name: 'backbone.layer2.0.conv1', columns: conv3x3 },
      { index: 11, name: 'backbone.layer3.0.conv1', columns: conv3x3 },
      { index: 37, name: 'classifier', columns: { k_w: '1/3', k_h: '1/3', padding: '0/1' } },
      { index: 38, name: 'logits', columns: { kind: 'upsample/-' } },
    ]);
  });

  it("takes the published baseline's multiply-accumulates within 2 %", () => {
    const { macs } = countLayers(baseline).total;
    expect(Math.abs(macs / 147.37e9 - 1)).to.be.below(0.02);
  });

  it('holds the multiply-accumulates of the network, for any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const rows = layerTable(network).reduce((sum, row) => sum + rowMacs(row), 0);
        expect(rows).to.equal(countLayers(network).total.macs);
      }),
    );
  });

  it('names every row differently, for any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const names = layerTable(network).map(({ name }) => name);
        expect(new Set(names).size).to.equal(names.length);
      }),
    );
  });

  it('fuses an addition into the later of its convolutions', () => {
    const add: Layer = { name: 'sum', kind: 'add', inputs: ['b', 'a'] };
    expect(table(conv('a', 'image'), conv('b', 'image'), add)).to.deep.equal(['conv a', 'conv_fused_add b']);
  });

  it('gives an addition a row where its later convolution is read elsewhere too', () => {
    const add: Layer = { name: 'sum', kind: 'add', inputs: ['a', 'b'] };
    const late: Layer = { name: 'more', kind: 'concat', inputs: ['sum', 'b'] };
    const rows = table(conv('a', 'image'), conv('b', 'image'), add, late);
    expect(rows).to.deep.equal(['conv a', 'conv b', 'add sum']);
  });

  it('gives a second addition to the same convolution a row', () => {
    const first: Layer = { name: 'first', kind: 'add', inputs: ['a', 'b'] };
    const second: Layer = { name: 'second', kind: 'add', inputs: ['first', 'image'] };
    const rows = table(conv('a', 'image'), conv('b', 'image'), first, second);
    expect(rows).to.deep.equal(['conv a', 'conv_fused_add b', 'add second']);
  });

  it('fuses one max pooling into a convolution, and gives the next and that of the image a row', () => {
    expect(table(conv('a', 'image'), pool('p', 'a'))).to.deep.equal(['conv a pooled']);
    expect(table(conv('a', 'image'), pool('p', 'a'), pool('q', 'p'))).to.deep.equal([
      'conv a pooled',
      'max_pool q',
    ]);
    expect(table(pool('p', 'image'))).to.deep.equal(['max_pool p']);
  });

  it('adds up a convolution over a concat part by part, each as soon as its part is there', () => {
    const join: Layer = { name: 'join', kind: 'concat', inputs: ['b', 'a', 'image'] };
    const rows = table(conv('a', 'image'), conv('b', 'image'), join, conv('c', 'join'));
    expect(rows).to.deep.equal([
      'conv c[2]',
      'conv a',
      'conv_fused_add c[1]',
      'conv b',
      'conv_fused_add c[0]',
    ]);
  });
});

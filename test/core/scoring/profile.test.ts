import { expect } from 'chai';
import { estimateNetwork } from '../../../core/scoring/estimate-network.js';
import { profiledTable, tableTargetText } from '../../../core/hardware/profile.js';
import { rowNetworks } from '../../../core/scoring/row-networks.js';
import type { MeasuredLayer } from '../../../core/hardware/target.js';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { layerTable } from '../../../core/network/rows.js';
import { parseTarget } from '../../../core/pipeline/target-file.js';

const network = buildArchitecture(
  {
    architecture: 'deeplabv3plus',
    backbone: 'resnet18',
    width: 0.25,
    outputStride: 16,
    input: { height: 64, width: 64 },
  },
  11,
);
const rows = layerTable(network);
const alone = rowNetworks(network, [0.5]);

/** As long as there are input and output channels, and 3 ms for starting. */
const layers = alone.map(({ row, inChannels, outChannels }): MeasuredLayer => ({
  layer: row,
  inChannels,
  outChannels,
  latencyMs: inChannels.map((input) => outChannels.map((output) => 3 + input + output)),
}));

describe('rows of a layer table, each a network of its own', () => {
  it('are the rows at full width', () => {
    alone.forEach(({ row, inChannels, outChannels, networkAt }, index) => {
      const whole = layerTable(networkAt(inChannels.at(-1) ?? 0, outChannels.at(-1) ?? 0));
      const wanted = rows[index];
      expect(whole, row).to.have.lengthOf(1);
      expect(whole[0], row).to.deep.include({
        inChannels: wanted.inChannels,
        outChannels: wanted.outChannels,
        kernelWidth: wanted.kernelWidth,
        stride: wanted.stride,
        dilation: wanted.dilation,
        maxpool: wanted.maxpool,
        outWidth: wanted.outWidth,
        outHeight: wanted.outHeight,
      });
    });
  });

  it('have as many channels as asked for, and the image keeps its own', () => {
    const inside = alone.find(({ row }) => row === rows[3].name);
    if (inside === undefined) throw new Error('no such row');
    const [half] = inside.inChannels;
    expect(half).to.equal(rows[3].inChannels / 2);
    const [smaller] = layerTable(inside.networkAt(half, inside.outChannels[0]));
    expect(smaller).to.deep.include({ inChannels: half, outChannels: rows[3].outChannels / 2 });
    expect(alone[0].inChannels).to.deep.equal([3]);
  });
});

describe('the table of a profile', () => {
  const { target, scale } = profiledTable({ layers, wholeMs: 103, idleMs: 3 }, 'a "quoted" device');

  it('adds up to the whole network, without what starting takes', () => {
    const sum = rows.reduce((total, { inChannels, outChannels }) => total + inChannels + outChannels, 0);
    expect(scale).to.be.closeTo(100 / sum, 1e-12);
    expect(estimateNetwork(target, network).latencyMs).to.be.closeTo(100, 1e-2);
  });

  it('is a target file', () => {
    expect(parseTarget(tableTargetText(target), 'x.yaml')).to.deep.equal({ target });
  });

  it('has no layer that is free', () => {
    const { target: noisy } = profiledTable({ layers, wholeMs: 1, idleMs: 1000 }, 'x');
    for (const { latencyMs } of noisy.layers) expect(Math.min(...latencyMs.flat())).to.be.above(0);
  });
});

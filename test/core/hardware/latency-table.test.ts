import { expect } from 'chai';
import { estimate, rowModel } from '../../../core/hardware/index.js';
import type { TableTarget } from '../../../core/hardware/target.js';
import { errorOf } from '../network/expect-error.js';
import { plain, upsample } from './rows.js';

const table: TableTarget = {
  model: 'table',
  wordBits: 32,
  layers: [
    {
      layer: 'plain',
      inChannels: [4, 8],
      outChannels: [10, 20, 30],
      latencyMs: [
        [1, 2, 4],
        [3, 4, 6],
      ],
    },
    { layer: 'upsample', inChannels: [8], outChannels: [0], latencyMs: [[5]] },
  ],
};

function latency(inChannels: number, outChannels: number): number {
  return rowModel(table)({ ...plain, inChannels, outChannels }, 0).latencyMs;
}

describe('the table of latencies', () => {
  it('gives what was measured', () => {
    expect([latency(4, 10), latency(8, 30), latency(4, 20)]).to.deep.equal([1, 6, 2]);
    expect(rowModel(table)(plain, 0).bound).to.equal('measured');
  });

  it('interpolates between numbers of channels', () => {
    expect(latency(4, 15)).to.be.closeTo(1.5, 1e-12);
    expect(latency(6, 25)).to.be.closeTo((3 + 5) / 2, 1e-12);
  });

  it('is no faster below the smallest, and follows the last two above the largest', () => {
    expect(latency(1, 1)).to.equal(1);
    expect(latency(4, 40)).to.be.closeTo(6, 1e-12);
    expect(latency(12, 10)).to.be.closeTo(5, 1e-12);
  });

  it('takes a layer without channels of its own at any number that was measured', () => {
    expect(estimate(table, [plain, upsample]).layers[1].latencyMs).to.equal(5);
  });

  it('names a layer that was not measured', () => {
    const error = errorOf(() => estimate(table, [{ ...plain, name: 'other' }]));
    expect(error.code).to.equal('TARGET_LAYER_UNMEASURED');
    expect(error.message).to.include("'other'");
  });

  for (const [title, changes, part] of [
    ['channels that do not ascend', { inChannels: [8, 4] }, "The channels of 'plain'"],
    [
      'a number too few',
      {
        latencyMs: [
          [1, 2, 3],
          [4, 5],
        ],
      },
      '2 lists of 3',
    ],
    [
      'a latency of 0',
      {
        latencyMs: [
          [1, 2, 3],
          [4, 5, 0],
        ],
      },
      "latency of 'plain' is 0",
    ],
  ] as const) {
    it(`refuses ${title}`, () => {
      const broken = { ...table, layers: [{ ...table.layers[0], ...changes }] };
      const error = errorOf(() => rowModel(broken));
      expect(error.code).to.equal('TARGET_BAD_VALUE');
      expect(error.message).to.include(part);
    });
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { estimate, rowModel } from '../../../core/hardware/index.js';
import type { Dataflow, Target } from '../../../core/hardware/target.js';
import { layerTable } from '../../../core/network/rows.js';
import type { LayerRow } from '../../../core/network/table.js';
import { networks } from '../network/random-networks.js';
import { plain } from './rows.js';

const count = fc.integer({ min: 1, max: 70 });
const amount = fc.double({ min: 0.1, max: 100, noNaN: true });
const unroll = fc.record({ C: count, K: count, FX: fc.integer({ min: 1, max: 4 }) });
const wordBits = fc.constantFrom(8, 16, 32);
const energy = fc.record({ macPj: amount, sramPjPerByte: amount, dramPjPerByte: amount, watts: amount });

const targets: fc.Arbitrary<Target> = fc.oneof(
  fc.record({
    model: fc.constant('pe-array' as const),
    spatialUnroll: unroll,
    clockMhz: amount,
    dramGbps: amount,
    passCycles: amount,
    traffic: fc.constantFrom('windows' as const, 'all' as const),
    wordBits,
    energy,
  }),
  fc.record({
    model: fc.constant('systolic' as const),
    array: fc.record({ height: count, width: count }),
    dataflow: fc.constantFrom<Dataflow>('os', 'ws', 'is'),
    clockMhz: amount,
    dramGbps: amount,
    sramKiB: fc.record({ ifmap: amount, filter: amount, ofmap: amount }),
    wordBits,
    energy,
  }),
  fc.record({
    model: fc.constant('roofline' as const),
    peakGmacs: amount,
    dramGbps: amount,
    launchUs: amount,
    efficiency: fc.double({ min: 0.1, max: 1, noNaN: true }),
    tile: fc.record({ pixels: count, channels: count, units: count }),
    wordBits,
    energy,
  }),
);

const rows: fc.Arbitrary<LayerRow> = fc
  .record({
    inChannels: count,
    outChannels: count,
    kernelWidth: fc.constantFrom(1, 3, 7),
    dilation: fc.constantFrom(1, 4),
    kind: fc.constantFrom('conv' as const, 'conv_fused_add' as const, 'conv_transpose' as const),
  })
  .map((given) => ({ ...plain, ...given }));

/** Times are rounded up to whole cycles of 0.1 MHz at least, and may lie a hair off. */
const HAIR = 1e-9;

describe('every hardware model', () => {
  it('is never faster or thriftier with more channels', () => {
    fc.assert(
      fc.property(targets, rows, count, (target, row, more) => {
        const at = (changes: Partial<LayerRow>) => estimate(target, [{ ...row, ...changes }]);
        const given = at({});
        const wider = [
          at({ inChannels: row.inChannels + more }),
          at({ outChannels: row.outChannels + more }),
        ];
        for (const { latencyMs, energyMj, peakMemoryBytes, weightBytes } of wider) {
          expect(latencyMs).to.be.at.least(given.latencyMs * (1 - HAIR));
          expect(energyMj).to.be.at.least(given.energyMj * (1 - HAIR));
          expect(peakMemoryBytes).to.be.at.least(given.peakMemoryBytes);
          expect(weightBytes).to.be.above(given.weightBytes);
        }
      }),
    );
  });

  it('is the sum of its layers, each used in part', () => {
    fc.assert(
      fc.property(targets, networks, (target, network) => {
        const table = layerTable(network);
        const { latencyMs, energyMj, layers } = estimate(target, table);
        expect(layers.map(({ name }) => name)).to.deep.equal(table.map(({ name }) => name));
        const sum = (key: 'latencyMs' | 'energyMj') => layers.reduce((all, layer) => all + layer[key], 0);
        expect(latencyMs).to.be.closeTo(sum('latencyMs'), HAIR * latencyMs);
        expect(energyMj).to.be.closeTo(sum('energyMj'), HAIR * energyMj);
        for (const layer of layers) {
          expect(layer.utilisation).to.be.within(0, 1 + HAIR);
          expect(layer.latencyMs).to.be.at.least(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes half as long where clock, peak and bandwidth double, and twice the energy a figure doubled', () => {
    fc.assert(
      fc.property(targets, rows, (target, row) => {
        const { latencyMs, energyMj } = estimate(target, [row]);
        expect(estimate(twiceAsFast(target), [row]).latencyMs).to.be.closeTo(latencyMs / 2, HAIR * latencyMs);
        const { macPj = 0, sramPjPerByte = 0, dramPjPerByte = 0, watts = 0 } = target.energy ?? {};
        const dearer = {
          macPj: 2 * macPj,
          sramPjPerByte: 2 * sramPjPerByte,
          dramPjPerByte: 2 * dramPjPerByte,
          watts: 2 * watts,
        };
        expect(estimate({ ...target, energy: dearer }, [row]).energyMj).to.be.closeTo(
          2 * energyMj,
          HAIR * energyMj,
        );
      }),
    );
  });

  it('takes half as long at twice the clock where it computes', () => {
    fc.assert(
      fc.property(targets, rows, (target, row) => {
        if (target.model !== 'pe-array' && target.model !== 'systolic') return;
        const [slow, fast] = [target, { ...target, clockMhz: 2 * target.clockMhz }].map((one) =>
          rowModel(one)(row, 1),
        );
        if (slow.bound === 'compute' && fast.bound === 'compute')
          expect(fast.latencyMs).to.be.closeTo(slow.latencyMs / 2, HAIR * slow.latencyMs);
      }),
    );
  });
});

function twiceAsFast(target: Target): Target {
  switch (target.model) {
    case 'pe-array':
      return { ...target, clockMhz: 2 * target.clockMhz, dramGbps: 2 * target.dramGbps };
    case 'systolic':
      return { ...target, clockMhz: 2 * target.clockMhz, dramGbps: 2 * (target.dramGbps ?? 1) };
    case 'roofline':
      return {
        ...target,
        peakGmacs: 2 * target.peakGmacs,
        dramGbps: 2 * target.dramGbps,
        launchUs: (target.launchUs ?? 0) / 2,
      };
    case 'table':
      return target;
  }
}

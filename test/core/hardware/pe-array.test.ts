import { expect } from 'chai';
import fc from 'fast-check';
import { estimate } from '../../../core/hardware/index.js';
import type { CycleEstimate, HardwareEstimate } from '../../../core/hardware/estimate.js';
import type { PeArrayTarget } from '../../../core/hardware/target.js';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { layerTable } from '../../../core/network/rows.js';
import type { LayerRow } from '../../../core/network/table.js';
import { referenceDesigns } from '../../reference/tables.js';
import { plain } from './rows.js';
import { errorOf } from '../network/expect-error.js';

/** Moves exactly one 16-bit word a cycle. */
const slow: PeArrayTarget = {
  model: 'pe-array',
  spatialUnroll: { C: 4, K: 8 },
  clockMhz: 100,
  wordBits: 16,
  dramGbps: 1.6,
};
const fast: PeArrayTarget = { ...slow, dramGbps: 1e6 };

/** The estimate of a row that is not the first. */
function later(target: PeArrayTarget, row: LayerRow): CycleEstimate {
  return estimate(target, [plain, row]).layers[1];
}

const baseline = layerTable(
  buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', input: { height: 960, width: 960 } },
    19,
  ),
);

describe('the PE array', () => {
  it('computes with channels and kernel columns padded to the unrolling', () => {
    // ceil(6/4) ceil(20/8) 3 3 25 20
    expect(later(fast, plain)).to.include({ cycles: 2 * 3 * 9 * 500, bound: 'compute', latencyMs: 0.27 });
    const wide = { ...fast, spatialUnroll: { C: 4, K: 8, FX: 2 } };
    expect(later(wide, plain).cycles).to.equal(2 * 3 * 2 * 3 * 500);
  });

  it('is used to the part of its multipliers that do useful work', () => {
    expect(later(fast, plain).utilisation).to.be.closeTo((6 * 20) / (8 * 24), 1e-12);
  });

  it('computes grouped convolutions group by group', () => {
    const depthwise = { ...plain, outChannels: 6, groups: 6 };
    expect(later(fast, depthwise).cycles).to.equal(6 * 9 * 500);
  });

  it('loads an input window for each tile and K output channels, padded to C', () => {
    // Tiles are 10, 10 and 5 wide, 10 and 10 high; windows are 2 more.
    const words = 3 * (12 + 12 + 7) * (12 + 12) * 8;
    expect(later({ ...slow, spatialUnroll: { C: 8, K: 8, FX: 3 } }, plain)).to.include({
      cycles: words,
      bound: 'window-load',
    });
    const tall = { ...slow, spatialUnroll: { C: 8, K: 8, FX: 3 }, tile: { width: 25, height: 4 } };
    expect(later(tall, plain).cycles).to.equal(3 * 25 * 30 * 8);
  });

  it('loads only the pixels that a strided convolution reads', () => {
    const row = { ...plain, kernelWidth: 1, kernelHeight: 1, stride: 2, convWidth: 13, convHeight: 10 };
    expect(later(slow, row).cycles).to.equal(3 * 13 * 10 * 8);
  });

  it('loads a dilated kernel pixel by pixel', () => {
    const row = { ...plain, dilation: 6, padding: 6, outChannels: 8 };
    expect(later({ ...slow, spatialUnroll: { C: 8, K: 8 } }, row).cycles).to.equal(500 * 9 * 8);
  });

  it('reads the image in strips of 80 pixels', () => {
    const row = { ...plain, inChannels: 3, inWidth: 200, inHeight: 4, convWidth: 200, convHeight: 4 };
    const first = estimate({ ...slow, spatialUnroll: { C: 4, K: 8, FX: 3 } }, [row]).layers[0];
    expect(first.cycles).to.equal(3 * (82 + 82 + 42) * (4 * 3) * 4);
  });

  it('moves the words of rows that it computes nothing in', () => {
    const upsample: LayerRow = {
      ...plain,
      kind: 'upsample',
      kernelWidth: 0,
      kernelHeight: 0,
      outChannels: 0,
      outWidth: 50,
      outHeight: 40,
    };
    const estimated = later(slow, upsample);
    expect(estimated).to.include({ cycles: (500 + 2000) * 8, bound: 'memory', utilisation: 0 });
    const add: LayerRow = { ...upsample, kind: 'add', outWidth: 25, outHeight: 20 };
    expect(later(slow, add).cycles).to.equal(3 * 500 * 8);
  });

  it('loses cycles for each tile and each filling of the array', () => {
    const lossy = { ...fast, passCycles: 7 };
    // 3 by 2 tiles, ceil(6/4) ceil(20/8) fillings.
    expect(later(lossy, plain).cycles - later(fast, plain).cycles).to.equal(7 * 6 * 2 * 3);
  });

  it('shares the DRAM between windows, weights, operands and outputs where it is said to', () => {
    const target: PeArrayTarget = { ...slow, spatialUnroll: { C: 8, K: 8, FX: 3 }, traffic: 'all' };
    const windows = 3 * (12 + 12 + 7) * (12 + 12) * 8;
    const others = 9 * 6 * 20 + 500 * 20;
    expect(later(target, plain)).to.include({ cycles: windows + others, bound: 'memory' });
    const fused: LayerRow = { ...plain, kind: 'conv_fused_add' };
    expect(later(target, fused).cycles).to.equal(windows + others + 500 * 20);
    expect(later({ ...target, traffic: 'windows' }, fused).dramBytes).to.equal(
      2 * (windows + others + 10_000),
    );
  });

  it('moves half as much at 8 bits as at 16', () => {
    const wide = { ...slow, spatialUnroll: { C: 8, K: 8, FX: 3 } };
    expect(later({ ...wide, wordBits: 8 }, plain).cycles).to.equal(later(wide, plain).cycles / 2);
  });

  it('totals its layers', () => {
    const { latencyMs, layers } = estimate(slow, baseline);
    expect(layers.map(({ name }) => name)).to.deep.equal(baseline.map(({ name }) => name));
    expect(latencyMs).to.be.closeTo(
      layers.reduce((sum, { cycles }) => sum + cycles, 0) / 1e5,
      1e-6 * latencyMs,
    );
  });

  it('never gets slower with fewer channels, more bandwidth, a faster clock or more units', () => {
    const count = fc.integer({ min: 1, max: 70 });
    const unroll = fc.record({ C: fc.integer({ min: 1, max: 16 }), K: fc.integer({ min: 1, max: 16 }) });
    const kernel = fc.constantFrom(1, 3, 7);
    const cases = fc.record({
      inChannels: count,
      outChannels: count,
      unroll,
      kernel,
      dilation: fc.constantFrom(1, 4),
    });
    fc.assert(
      fc.property(cases, fc.double({ min: 0.1, max: 100, noNaN: true }), (given, dramGbps) => {
        const { inChannels, outChannels, unroll: spatialUnroll, dilation } = given;
        const target = { ...slow, spatialUnroll, dramGbps };
        const row = { ...plain, inChannels, outChannels, dilation, kernelWidth: given.kernel };
        const { cycles, latencyMs, utilisation } = later(target, row);
        expect(utilisation).to.be.within(0, 1);
        const fewerInputs = { ...row, inChannels: Math.max(1, inChannels - 1) };
        expect(later(target, fewerInputs).cycles).to.be.at.most(cycles);
        const fewerOutputs = { ...row, outChannels: Math.max(1, outChannels - 1) };
        expect(later(target, fewerOutputs).cycles).to.be.at.most(cycles);
        expect(later({ ...target, dramGbps: dramGbps * 2 }, row).cycles).to.be.at.most(cycles);
        const faster = later({ ...target, clockMhz: 2 * slow.clockMhz }, row);
        // Cycles are whole, and rounding may cost one.
        expect(faster.latencyMs).to.be.at.most(latencyMs + 1 / (2000 * slow.clockMhz));
        const more = { C: spatialUnroll.C, K: 2 * spatialUnroll.K };
        expect(later({ ...target, spatialUnroll: more }, row).cycles).to.be.at.most(cycles);
      }),
    );
  });

  describe('against the four published designs on an Arria 10', () => {
    // Clock and bandwidth are not published: one of each, fitted to the four figures in the published order.
    const estimateDesign = (design: {
      C: number;
      K: number;
      FX: number;
    }): HardwareEstimate<CycleEstimate> => {
      const { C, K, FX } = design;
      const target = { ...slow, spatialUnroll: { C, K, FX }, clockMhz: 125, dramGbps: 44 };
      return estimate(target, baseline);
    };

    it('orders them as measured', () => {
      const designs = [...referenceDesigns()].sort((a, b) => b.seconds - a.seconds);
      const latencies = designs.map((design) => estimateDesign(design).latencyMs);
      expect(latencies).to.deep.equal([...latencies].sort((a, b) => b - a));
    });

    it('is off by a third at most', () => {
      for (const design of referenceDesigns()) {
        expect(estimateDesign(design).latencyMs / 1000 / design.seconds).to.be.within(0.67, 1.33);
      }
    });

    it('is bound by computing but for dilated layers, where kernel columns are unrolled', () => {
      const bounds = estimateDesign({ C: 16, K: 16, FX: 4 }).layers.filter(
        ({ bound }) => bound === 'window-load',
      );
      const dilated = baseline.filter(({ dilation }) => dilation > 1).map(({ name }) => name);
      expect(bounds.map(({ name }) => name)).to.include.members(dilated);
    });
  });

  for (const [title, changes, part] of [
    ['no clock', { clockMhz: 0 }, 'clockMhz is 0'],
    ['a bandwidth that is no number', { dramGbps: NaN }, 'dramGbps is NaN'],
    ['half a unit', { spatialUnroll: { C: 0.5, K: 1 } }, 'spatialUnroll.C is 0.5'],
    ['a tile of no height', { tile: { width: 1, height: 0 } }, 'tile.height is 0'],
  ] as const) {
    it(`refuses a target with ${title}`, () => {
      const error = errorOf(() => estimate({ ...slow, ...changes }, baseline));
      expect(error.code).to.equal('TARGET_BAD_VALUE');
      expect(error.message).to.include(part);
    });
  }

  it('refuses a model that there is none of', () => {
    const other = Object.assign({ ...slow }, { model: 'abacus' });
    const error = errorOf(() => estimate(other, baseline));
    expect(error.code).to.equal('TARGET_UNKNOWN_MODEL');
    expect(error.message).to.include('abacus');
  });
});

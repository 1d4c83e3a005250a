import { expect } from 'chai';
import { rowModel } from '../../../core/hardware/index.js';
import type { RooflineTarget } from '../../../core/hardware/target.js';
import { plain, upsample } from './rows.js';

/** 10^6 multiply-accumulates and 10^9 bytes a millisecond. */
const processor: RooflineTarget = { model: 'roofline', peakGmacs: 1, dramGbps: 8000, wordBits: 8 };
const MACS = 9 * 6 * 20 * 500;

describe('the roofline', () => {
  it('computes at the peak where memory keeps up', () => {
    const cost = rowModel(processor)(plain, 0);
    expect(cost.latencyMs).to.be.closeTo(MACS / 1e6, 1e-12);
    expect(cost).to.include({ bound: 'compute', utilisation: 1 });
  });

  it('waits for inputs, weights and outputs where memory is slow', () => {
    const words = 500 * 6 + 9 * 6 * 20 + 500 * 20;
    const cost = rowModel({ ...processor, dramGbps: 0.008 })(plain, 0);
    expect(cost.latencyMs).to.be.closeTo(words / 1e3, 1e-9);
    expect(cost).to.include({ bound: 'memory', dramBytes: words });
    expect(rowModel({ ...processor, dramGbps: 0.008 })(upsample, 0).latencyMs).to.be.closeTo(15, 1e-9);
  });

  it('starts a kernel a layer', () => {
    const cost = rowModel({ ...processor, launchUs: 2000 })(plain, 0);
    expect(cost.latencyMs).to.be.closeTo(2 + MACS / 1e6, 1e-12);
    expect(cost.bound).to.equal('launch');
  });

  it('reaches a share of its peaks', () => {
    const whole = rowModel(processor)(plain, 0).latencyMs;
    expect(rowModel({ ...processor, efficiency: 0.5 })(plain, 0).latencyMs).to.be.closeTo(2 * whole, 1e-12);
  });

  it('computes tiles and waves of them in full', () => {
    const tile = { pixels: 200, channels: 16, units: 4 };
    // 3 by 2 tiles in 2 waves of 4.
    const occupied = 2 * 4 * 200 * 16 * 9 * 6;
    const cost = rowModel({ ...processor, tile })(plain, 0);
    expect(cost.latencyMs).to.be.closeTo(occupied / 1e6, 1e-12);
    expect(cost.utilisation).to.be.closeTo(MACS / occupied, 1e-12);
  });
});

import { expect } from 'chai';
import { estimate, rowModel } from '../../../core/hardware/index.js';
import type { Dataflow, SystolicTarget } from '../../../core/hardware/target.js';
import { referenceCycles } from '../../reference/tables.js';
import { plain, upsample } from './rows.js';

const array: SystolicTarget = {
  model: 'systolic',
  array: { height: 4, width: 8 },
  dataflow: 'ws',
  clockMhz: 100,
  wordBits: 8,
};
/** Moves exactly one byte a cycle. */
const slow: SystolicTarget = { ...array, dramGbps: 0.8 };
const MACS = 9 * 6 * 20 * 500;

describe('the systolic array', () => {
  for (const { name, array: size, dataflow, row, cycles } of referenceCycles()) {
    it(`takes SCALE-Sim's cycles for ${name}`, () => {
      const target = { ...array, array: size, dataflow };
      expect(rowModel(target)(row, 0).cycles).to.equal(cycles);
    });
  }

  it('takes the groups of a convolution one after the other', () => {
    const grouped = { ...plain, groups: 2 };
    const one = { ...plain, inChannels: 3, outChannels: 10 };
    expect(rowModel(array)(grouped, 0).cycles).to.equal(2 * rowModel(array)(one, 0).cycles);
  });

  it('is used to the part of its multipliers that do useful work', () => {
    const { cycles, utilisation, bound } = rowModel(array)(plain, 0);
    expect(utilisation).to.be.closeTo(MACS / (cycles * 32), 1e-12);
    expect(bound).to.equal('compute');
  });

  it('moves what fits its memories once, and waits for the DRAM', () => {
    // Inputs, weights and outputs.
    const words = 500 * 6 + 9 * 6 * 20 + 500 * 20;
    const cost = rowModel({ ...slow, array: { height: 64, width: 64 } })(plain, 0);
    expect(cost).to.include({ cycles: words, bound: 'memory', dramBytes: words });
  });

  it('moves what does not fit as often as the folds ask for it', () => {
    const small = { ifmap: 0.01, filter: 0.01, ofmap: 0.01 };
    const [inputs, weights, outputs] = [500 * 6, 9 * 6 * 20, 500 * 20];
    // Reduction 54 in folds of 4, filters 20 in folds of 8, pixels 500 in folds of 4 or 8.
    const wanted: Record<Dataflow, number> = {
      ws: 3 * inputs + weights + (2 * 14 - 1) * outputs,
      os: 3 * inputs + 125 * weights + outputs,
      is: inputs + 63 * weights + (2 * 14 - 1) * outputs,
    };
    for (const dataflow of ['ws', 'os', 'is'] as const) {
      const { dramBytes } = rowModel({ ...slow, dataflow, sramKiB: small })(plain, 0);
      expect(dramBytes, dataflow).to.equal(wanted[dataflow]);
    }
  });

  it('reads and writes once what it does not multiply, free of time where nothing is said of memory', () => {
    expect(rowModel(slow)(upsample, 0)).to.include({ cycles: 2500 * 6, bound: 'memory', utilisation: 0 });
    expect(estimate(array, [upsample]).latencyMs).to.equal(0);
  });

  it('adds an operand of a fused addition to what is moved', () => {
    const { dramBytes } = rowModel(slow)(plain, 0);
    const fused = rowModel(slow)({ ...plain, kind: 'conv_fused_add' }, 0);
    expect(fused.dramBytes - dramBytes).to.equal(500 * 20);
  });
});

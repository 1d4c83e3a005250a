import { expect } from 'chai';
import { literatureFigures } from '../../../core/hardware/energy.js';
import { estimate } from '../../../core/hardware/index.js';
import { peakOfRows } from '../../../core/hardware/row-words.js';
import type { SystolicTarget } from '../../../core/hardware/target.js';
import { plain, upsample } from './rows.js';

const target: SystolicTarget = {
  model: 'systolic',
  array: { height: 64, width: 64 },
  dataflow: 'ws',
  clockMhz: 1,
  wordBits: 16,
};
const MACS = 9 * 6 * 20 * 500;

describe('energy', () => {
  it('is what each multiplication, byte and moment costs', () => {
    const energyWith = (energy: NonNullable<SystolicTarget['energy']>) =>
      estimate({ ...target, energy }, [plain]);
    expect(energyWith({ macPj: 2 }).energyMj).to.be.closeTo(2e-9 * MACS, 1e-15);
    // Inputs, weights and outputs pass once, 2 bytes each.
    const bytes = 2 * (500 * 6 + 9 * 6 * 20 + 500 * 20);
    expect(energyWith({ dramPjPerByte: 3 }).energyMj).to.be.closeTo(3e-9 * bytes, 1e-15);
    const { layers } = energyWith({ sramPjPerByte: 1 });
    // One fold: weights stay, 64 inputs stream past, 64 partial sums go both ways.
    expect(layers[0].sramBytes).to.equal(2 * (64 * 64 + 500 * (64 + 2 * 64)));
    expect(layers[0].energyMj).to.be.closeTo(1e-9 * layers[0].sramBytes, 1e-15);
    const { latencyMs, energyMj } = energyWith({ watts: 4 });
    expect(energyMj).to.be.closeTo(4 * latencyMs, 1e-12);
    expect(energyWith({}).energyMj).to.equal(0);
  });

  it("is of the literature's figures where the target has none", () => {
    const figures = literatureFigures(8);
    expect(figures.macPj).to.be.closeTo(0.225, 1e-12);
    expect(literatureFigures(32).macPj).to.be.closeTo(3.3, 1e-12);
    const given = estimate({ ...target, wordBits: 8, energy: figures }, [plain, upsample]).energyMj;
    expect(estimate({ ...target, wordBits: 8 }, [plain, upsample]).energyMj).to.equal(given);
  });
});

describe('memory of a layer table', () => {
  it('is the most that a row reads, adds and writes', () => {
    expect(peakOfRows([plain])).to.equal(500 * (6 + 20));
    expect(peakOfRows([{ ...plain, kind: 'conv_fused_add' }])).to.equal(500 * (6 + 20 + 20));
    expect(peakOfRows([plain, upsample])).to.equal(2500 * 6);
    expect(peakOfRows([{ ...upsample, kind: 'add', outWidth: 25, outHeight: 20 }])).to.equal(3 * 500 * 6);
    // Pooled on the way, the convolution's own output is nowhere.
    expect(peakOfRows([{ ...plain, maxpool: true, outWidth: 12, outHeight: 10 }])).to.equal(
      500 * 6 + 120 * 20,
    );
  });

  it('and weights count in the words of the target', () => {
    const { peakMemoryBytes, weightBytes } = estimate(target, [plain]);
    expect([peakMemoryBytes, weightBytes]).to.deep.equal([2 * 500 * 26, 2 * 9 * 6 * 20]);
    expect(estimate({ ...target, wordBits: 8 }, [plain], 77).peakMemoryBytes).to.equal(77);
  });
});

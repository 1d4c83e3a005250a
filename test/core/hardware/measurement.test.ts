import { expect } from 'chai';
import fc from 'fast-check';
import { measureSteadily, quantile, spreadOf } from '../../../core/hardware/measurement.js';

/** Gives one list of milliseconds after another. */
function timer(...attempts: readonly (readonly number[])[]) {
  let asked = 0;
  return { time: () => Promise.resolve(attempts[asked++]), asked: () => asked };
}

const QUIET = [10, 10.1, 10.2, 9.9, 10];
const NOISY = [10, 14, 9, 18, 12];
const NOISIER = [10, 30, 2, 60, 12];

describe('a measurement', () => {
  it('is made once where it is quiet, and gives the median', async () => {
    const { time, asked } = timer(QUIET, NOISY);
    const { latencyMs, timing } = await measureSteadily({ maxSpread: 0.05, attempts: 3 }, time);
    expect(latencyMs).to.equal(10);
    expect(timing).to.include({ runs: 5, attempts: 1, noisy: false });
    expect(timing.spread).to.be.closeTo(0.01, 1e-9);
    expect(asked()).to.equal(1);
  });

  it('is repeated where it is noisy, until it is quiet', async () => {
    const { time, asked } = timer(NOISY, QUIET, NOISY);
    const { latencyMs, timing } = await measureSteadily({ maxSpread: 0.05, attempts: 3 }, time);
    expect(latencyMs).to.equal(10);
    expect(timing).to.include({ attempts: 2, noisy: false });
    expect(asked()).to.equal(2);
  });

  it('that stays noisy says so, and counts as its quietest attempt', async () => {
    const { time, asked } = timer(NOISIER, NOISY, NOISIER);
    const { latencyMs, timing } = await measureSteadily({ maxSpread: 0.05, attempts: 3 }, time);
    expect(latencyMs).to.equal(12);
    expect(timing).to.include({ attempts: 3, noisy: true });
    expect(timing.spread).to.be.closeTo(4 / 12, 1e-9);
    expect(asked()).to.equal(3);
  });

  it('does not mind one run that was held up', () => {
    expect(spreadOf([...QUIET, 500])).to.be.below(0.02);
  });
});

describe('a quantile', () => {
  it('lies between neighbours by interpolation', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).to.equal(2.5);
    expect(quantile([4, 1, 3, 2], 0.25)).to.equal(1.75);
    expect(quantile([7], 0.75)).to.equal(7);
  });

  it('never leaves the values, and grows with the share', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (list, a, b) => {
        const [low, high] = [quantile(list, Math.min(a, b)), quantile(list, Math.max(a, b))];
        expect(low).to.be.at.least(Math.min(...list));
        expect(high).to.be.at.most(Math.max(...list));
        expect(low).to.be.at.most(high);
      }),
    );
  });
});

import { expect } from 'chai';
import { boundsWithin, type SensitivityPoint } from '../../../core/network/sensitivity.js';

/** The least share that may be kept of ten channels, after points of the given mIoU at one channel less each. */
function least(maxLoss: number, ...mious: readonly (number | undefined)[]): number | undefined {
  const points = mious.map((miou, index): SensitivityPoint => {
    const point = { ratio: (index + 1) / 10, kept: 9 - index };
    return miou === undefined ? { ...point, reason: 'failed' } : { ...point, miou };
  });
  const [bound] = boundsWithin(0.9, [{ id: 'a', channels: 10, points }], maxLoss);
  expect(bound.layers).to.equal('a');
  return bound.minRatio;
}

describe('bounds from sensitivities', () => {
  it('reach to the last point before the first that costs too much', () => {
    expect(least(5, 0.9, 0.86, 0.84, 0.8)).to.equal(0.8);
  });

  it('reach no further though a later point costs little', () => {
    expect(least(5, 0.88, 0.7, 0.9)).to.equal(0.9);
  });

  it('reach to the last point where none costs too much, and no further', () => {
    expect(least(5, 0.91, 0.9, 0.89)).to.equal(0.7);
  });

  it('allow a loss to the point, whatever binary fractions make of it', () => {
    // 100 * (0.9 - 0.87) is 3.0000000000000027.
    expect(least(3, 0.87, 0.86)).to.equal(0.9);
  });

  it('prune nothing of a group whose first point costs too much or failed, or that has none', () => {
    expect(least(5, 0.8, 0.9)).to.equal(1);
    expect(least(5, undefined, 0.9)).to.equal(1);
    expect(least(5)).to.equal(1);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { orderOf } from '../../../core/evolution/order.js';

/** Spread evenly, crowded at one end, with ties, without end: what decides how they are sorted. */
const values = fc.oneof(
  fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { maxLength: 300 }),
  fc.array(
    fc.double({ noNaN: true, min: 0, max: 300 }).map((x) => Math.exp(x)),
    { maxLength: 300 },
  ),
  fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 300 }),
  fc.array(fc.double({ noNaN: true }), { maxLength: 60 }),
);

describe('orderOf', () => {
  it('is the stable ascending order', () => {
    fc.assert(
      fc.property(values, (each) => {
        const expected = each.map((_, index) => index).sort((a, b) => compare(each[a], each[b]) || a - b);
        expect([...orderOf(Float64Array.from(each))]).to.deep.equal(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out what comes after the count, and leaves the numbers as they are', () => {
    const each = Float64Array.of(5, 3, 4, 1);
    expect([...orderOf(each, 3)]).to.deep.equal([1, 2, 0]);
    expect([...each]).to.deep.equal([5, 3, 4, 1]);
  });
});

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

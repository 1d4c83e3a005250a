import { expect } from 'chai';
import fc from 'fast-check';
import { lifetimes } from '../../../../runtime/compilers/pe-array/assemble.js';
import { type Lifetime, mapMemory } from '../../../../runtime/compilers/pe-array/memory-map.js';
import { randomlyQuantised, runnableNetworks } from './random-programs.js';

const lifetime: fc.Arbitrary<Lifetime> = fc
  .record({
    words: fc.integer({ min: 1, max: 100 }),
    first: fc.integer({ min: -1, max: 20 }),
    length: fc.nat(10),
  })
  .map(({ words, first, length }) => ({ words, first, last: first + length }));

/** Fails where two that are alive at once have a word in common. */
function expectApart(all: readonly Lifetime[]): void {
  const { addresses, words } = mapMemory(all);
  all.forEach((a, i) => {
    expect(addresses[i] + a.words).to.be.at.most(words);
    all.slice(0, i).forEach((b, j) => {
      const together = a.first <= b.last && b.first <= a.last;
      const apart = addresses[i] + a.words <= addresses[j] || addresses[j] + b.words <= addresses[i];
      expect(!together || apart, `${i} and ${j}`).to.equal(true);
    });
  });
}

describe('the memory map', () => {
  it('never has two in one place that are alive at once', () => {
    fc.assert(fc.property(fc.array(lifetime, { maxLength: 40 }), expectApart));
  });

  it('keeps the tensors of networks apart from their writing to their last reading', () => {
    const accelerator = {
      wordBits: 16,
      unroll: { C: 3, K: 2, FX: 1 },
      clockMhz: 1,
      dramGbps: 1,
      passCycles: 0,
      fill: { height: 1, width: 1 },
      traffic: 'windows',
    } as const;
    fc.assert(
      fc.property(runnableNetworks({ stem: false }), fc.integer({ min: 0 }), (network, seed) => {
        expectApart(lifetimes(randomlyQuantised(network, seed, 16), accelerator));
      }),
      { numRuns: 50 },
    );
  });

  it('uses a place again: a chain needs its two largest neighbours', () => {
    const sizes = [10, 30, 20, 5];
    const chain = sizes.map((words, step) => ({ words, first: step, last: step + 1 }));
    expect(mapMemory(chain).words).to.equal(50);
  });

  it('has nothing to place for nothing', () => {
    expect(mapMemory([])).to.deep.equal({ addresses: [], words: 0 });
  });
});

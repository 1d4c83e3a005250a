import { expect } from 'chai';
import fc from 'fast-check';
import { readAhead } from '../../../runtime/tensor/read-ahead.js';

describe('reading ahead', () => {
  it('gives everything in order, with as many reads under way as asked for and no more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4)), fc.integer({ min: 1, max: 4 }), async (turns, depth) => {
        let started = 0;
        const reads = turns.map((count, index) => async () => {
          started++;
          for (let turn = 0; turn < count; turn++) await Promise.resolve();
          return index;
        });
        const given: number[] = [];
        for await (const index of readAhead(reads, depth)) {
          given.push(index);
          expect(started).to.equal(Math.min(turns.length, given.length + depth));
        }
        expect(given).to.deep.equal(turns.map((_, index) => index));
      }),
    );
  });

  it('throws what a read fails with in its turn, and nothing of reads that are not waited for', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    const reads = [0, 1, 2].map(
      (index) => () => (index === 0 ? Promise.resolve(index) : Promise.reject(new Error(`read ${index}`))),
    );
    const given: number[] = [];
    const error: unknown = await (async () => {
      for await (const index of readAhead(reads, 2)) given.push(index);
    })().catch((reason: unknown) => reason);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(given).to.deep.equal([0]);
    expect(error).to.have.property('message', 'read 1');
    expect(unheard).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { judgeProgram } from '../../../runtime/compilers/judge.js';
import { rejectionOf, shippedNetwork } from './shipped.js';

describe('judging a program', () => {
  it('ends when it is cancelled while the program runs', async () => {
    const { network, weights, classes, validation } = await shippedNetwork(1, 2);
    const cancelling = new AbortController();
    const reason = new Error('cancelled');
    const endless = {
      run: (_program: unknown, _images: unknown, signal?: AbortSignal) =>
        new Promise<never>((_, reject) => {
          signal?.addEventListener('abort', () => {
            reject(reason);
          });
          cancelling.abort();
        }),
    };
    const judged = judgeProgram({
      compiler: endless,
      program: { files: [] },
      network,
      weights,
      classes,
      images: validation,
      signal: cancelling.signal,
    });
    expect(await rejectionOf(judged)).to.equal(reason);
  });
});

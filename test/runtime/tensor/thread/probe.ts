import { setTimeout } from 'node:timers/promises';
import { TensorError } from '../../../../core/errors.js';
import { serve } from '../../../../runtime/tensor/thread/serve.js';
import type { ProbeJob, ProbeWork } from './probe-jobs.js';

serve<ProbeJob, ProbeWork>({
  count: async ({ upTo }, { onProgress, onCheckpoint, signal }) => {
    for (let at = 1; at <= upTo; at++) {
      await setTimeout(1);
      signal.throwIfAborted();
      onProgress({ at });
      onCheckpoint(Uint8Array.of(at));
    }
    return upTo;
  },
  fail: ({ code }) =>
    Promise.reject(
      code === undefined
        ? new RangeError('a defect', { cause: new Error('below it') })
        : new TensorError(code, 'a mistake', { hint: 'mend it', place: { file: 'p.yaml', line: 3 } }),
    ),
  exit: () => process.exit(1),
  exhaust: () => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(100_000).fill(1.5));
  },
  spin: ({ ms }) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return Promise.resolve(ms);
  },
});

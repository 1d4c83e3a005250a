import { Bench } from 'tinybench';

/** The median time of some work in milliseconds, after one run that does not count. */
export async function medianMs(work: () => unknown, { runs }: { readonly runs: number }): Promise<number> {
  const bench = new Bench({ iterations: runs, time: 0, warmupIterations: 1, warmupTime: 0, throws: true });
  bench.add('work', work);
  const [{ result }] = await bench.run();
  if (result.state !== 'completed') throw new Error(`the benchmark ended ${result.state}`);
  return result.latency.p50;
}

/** Milliseconds for people. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

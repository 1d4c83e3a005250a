import { Bench } from 'tinybench';

/**
 * The median time of each piece of work in milliseconds. They run in turns, so that what else the machine does meets
 * all of them, and one turn does not count.
 */
export async function mediansMs(
  works: readonly (() => unknown)[],
  { turns }: { readonly turns: number },
): Promise<readonly number[]> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  works.forEach((work, index) => bench.add(String(index), work));
  await bench.run();
  const times: number[][] = works.map(() => []);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, { result }] of (await bench.run()).entries()) {
      if (result.state !== 'completed') throw new Error(`a benchmark ended ${result.state}`);
      times[index].push(result.latency.mean);
    }
  }
  return times.map(median);
}

/** Milliseconds for people. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

import { Bench } from 'tinybench';

/**
 * The least time that each piece of work takes in milliseconds: what else the machine does only ever adds to it. They
 * run in turns, so that it adds to all of them alike, and the first turn does not count.
 */
export async function leastMs(
  works: readonly (() => unknown)[],
  { turns }: { readonly turns: number },
): Promise<readonly number[]> {
  await turn(works);
  const times = works.map(() => Infinity);
  for (let count = 0; count < turns; count++) {
    (await turn(works)).forEach((ms, index) => (times[index] = Math.min(times[index], ms)));
  }
  return times;
}

/** Runs each piece of work once and gives its time. */
async function turn(works: readonly (() => unknown)[]): Promise<readonly number[]> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  works.forEach((work, index) => bench.add(String(index), work));
  return (await bench.run()).map(({ result }) => {
    if (result.state !== 'completed') throw new Error(`a benchmark ended ${result.state}`);
    return result.latency.min;
  });
}

export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** Milliseconds for people. */
export function formatMs(ms: number): string {
  return `${ms < 0.1 ? ms.toPrecision(2) : ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** Milliseconds of each run of a function: of the clock, and of all the process's threads. */
export interface Times {
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

/** Times runs of `work`, which is told their number, without any warm-up. */
export function timed(runs: number, work: (run: number) => unknown): Times {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const clock = performance.now();
    const before = process.cpuUsage();
    work(run);
    const { user, system } = process.cpuUsage(before);
    wallMs.push(performance.now() - clock);
    cpuMs.push((user + system) / 1000);
  }
  return { wallMs, cpuMs };
}

export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1),
  );
}

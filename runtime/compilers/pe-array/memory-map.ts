/** Something that needs room from one step to another, both included. */
export interface Lifetime {
  readonly words: number;
  readonly first: number;
  readonly last: number;
}

export interface MemoryMap {
  readonly addresses: readonly number[];
  /** The words that do for all of them. */
  readonly words: number;
}

/**
 * Gives each lifetime a place in memory, no two that meet in the same one: the largest first, each at the lowest address
 * that is free all its life (Pisarchyk and Lee 2020, Efficient Memory Management for Deep Neural Net Inference, greedy
 * by size). Of equal ones the first comes first.
 */
export function mapMemory(lifetimes: readonly Lifetime[]): MemoryMap {
  const addresses = lifetimes.map(() => 0);
  const placed: number[] = [];
  const order = lifetimes
    .map((_, index) => index)
    .sort((a, b) => lifetimes[b].words - lifetimes[a].words || a - b);
  for (const index of order) {
    const taken = placed
      .filter((other) => meet(lifetimes[index], lifetimes[other]))
      .map((other) => ({ start: addresses[other], end: addresses[other] + lifetimes[other].words }))
      .sort((a, b) => a.start - b.start);
    let address = 0;
    for (const { start, end } of taken) {
      if (address + lifetimes[index].words <= start) break;
      address = Math.max(address, end);
    }
    addresses[index] = address;
    placed.push(index);
  }
  const words = lifetimes.reduce(
    (most, lifetime, index) => Math.max(most, addresses[index] + lifetime.words),
    0,
  );
  return { addresses, words };
}

function meet(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}

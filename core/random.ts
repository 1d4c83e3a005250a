/** State of a xoshiro128** generator: four unsigned 32-bit words, not all zero. Plain JSON. */
export type RandomState = readonly [number, number, number, number];

/**
 * Deterministic pseudo-random numbers (xoshiro128**, Blackman & Vigna 2018). The whole state is JSON, so that a search
 * can be written down and continued exactly.
 */
export class Random {
  // As signed words: the engine holds them without a box.
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(state: RandomState) {
    this.a = state[0] | 0;
    this.b = state[1] | 0;
    this.c = state[2] | 0;
    this.d = state[3] | 0;
  }

  static fromSeed(seed: number): Random {
    return new Random(expandSeed(seed));
  }

  state(): RandomState {
    return [this.a >>> 0, this.b >>> 0, this.c >>> 0, this.d >>> 0];
  }

  /** Uniform over the unsigned 32-bit integers. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return result;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) * 2 ** -53;
  }

  /** Writes what as many calls of `next` would give to the front of an array, in a third of their time. */
  fill(values: Float64Array, count = values.length): void {
    let { a, b, c, d } = this;
    let high = 0;
    // Each number takes two draws: the high half of its bits, then the low.
    for (let draw = 0; draw < 2 * count; draw++) {
      const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
      if ((draw & 1) === 0) high = word >>> 5;
      else values[draw >> 1] = (high * 67108864 + (word >>> 6)) * 2 ** -53;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /** Uniform over the integers 0 … limit - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Shuffles in place (Fisher & Yates) and returns its argument. */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }
}

/**
 * A 32-bit seed for one place of a run, from the pipeline's seed and a path such as ('search', 3, 12). Independent of
 * time, order and parallelism.
 */
export function deriveSeed(seed: number, ...path: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = [seed, ...path].map((part) => `${typeof part === 'number' ? '#' : '$'}${part}`).join('\u0000');
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash >>> 0);
}

function expandSeed(seed: number): RandomState {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state);
  };
  return [(word() | 1) >>> 0, word(), word(), word()];
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

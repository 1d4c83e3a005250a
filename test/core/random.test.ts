import { expect } from 'chai';
import fc from 'fast-check';
import { deriveSeed, Random, type RandomState } from '../../core/random.js';
import { throughJson } from './evolution/through-json.js';

/** xoshiro128** as published, on BigInt, to check the arithmetic on doubles against. */
function* published(state: RandomState): Generator<number> {
  const mask = 0xffffffffn;
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  const s = state.map(BigInt);
  for (;;) {
    yield Number((rotl((s[1] * 5n) & mask, 7n) * 9n) & mask);
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
  }
}

const word = fc.integer({ min: 0, max: 0xffffffff });
const anyState = fc.tuple(word, word, word, word);

describe('Random', () => {
  it('fills the front of an array with what it would give one by one, and goes on after it', () => {
    fc.assert(
      fc.property(anyState, fc.nat({ max: 20 }), fc.nat({ max: 3 }), (state, length, more) => {
        const [atOnce, oneByOne] = [new Random(state), new Random(state)];
        const values = new Float64Array(length + more);
        atOnce.fill(values, length);
        const expected = values.map((_, place) => (place < length ? oneByOne.next() : 0));
        expect([...values]).to.deep.equal([...expected]);
        expect(atOnce.state()).to.deep.equal(oneByOne.state());
      }),
    );
  });

  it('is xoshiro128**, from any state', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const random = new Random(state);
        const reference = published(state);
        for (let i = 0; i < 50; i++) expect(random.uint32()).to.equal(reference.next().value);
      }),
    );
  });

  it('gives the first numbers that the algorithm gives from the state 1, 2, 3, 4', () => {
    const random = new Random([1, 2, 3, 4]);
    expect([random.uint32(), random.uint32(), random.uint32()]).to.deep.equal([11520, 0, 5927040]);
  });

  it('goes on from a state written as JSON as if nothing had happened', () => {
    const random = Random.fromSeed(3);
    for (let i = 0; i < 7; i++) random.normal();
    const copy = new Random(throughJson(random.state()));
    for (let i = 0; i < 20; i++) expect(copy.next()).to.equal(random.next());
  });

  it('never starts from the state of zeros', () => {
    fc.assert(
      fc.property(word, (seed) =>
        Random.fromSeed(seed)
          .state()
          .some((each) => each !== 0),
      ),
    );
  });

  it('draws below a limit evenly, and every value', () => {
    const random = Random.fromSeed(1);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5000; i++) counts[random.below(5)]++;
    for (const count of counts) expect(count).to.be.within(880, 1120);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const random = Random.fromSeed(2);
    const draws = Array.from({ length: 5000 }, () => random.normal());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    expect(mean).to.be.within(-0.06, 0.06);
    expect(variance).to.be.within(0.92, 1.08);
  });

  it('shuffles to a permutation', () => {
    fc.assert(
      fc.property(word, fc.array(fc.integer()), (seed, items) => {
        const shuffled = Random.fromSeed(seed).shuffle([...items]);
        expect([...shuffled].sort((a, b) => a - b)).to.deep.equal([...items].sort((a, b) => a - b));
      }),
    );
  });
});

describe('deriveSeed', () => {
  it('tells places apart that read alike', () => {
    const seeds = [deriveSeed(1, 'a', 1), deriveSeed(1, 'a', '1'), deriveSeed(1, 'a1'), deriveSeed(11, 'a')];
    expect(new Set(seeds)).to.have.length(seeds.length);
  });

  it('spreads neighbouring places: no collisions in 20,000, and half of the bits differ', () => {
    const seeds = Array.from({ length: 20_000 }, (_, i) => deriveSeed(7, 'search', i >> 7, i & 127));
    expect(new Set(seeds).size).to.be.greaterThan(19_990);
    let bits = 0;
    for (let i = 1; i < seeds.length; i++) bits += bitCount(seeds[i] ^ seeds[i - 1]);
    expect(bits / (seeds.length - 1)).to.be.within(15.5, 16.5);
  });

  it('stays what it is: recorded searches depend on it', () => {
    expect(deriveSeed(7, 'search', 3, 12)).to.equal(3692901614);
  });
});

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}

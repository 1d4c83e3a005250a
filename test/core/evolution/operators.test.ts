import { expect } from 'chai';
import fc from 'fast-check';
import { cross } from '../../../core/evolution/crossover/cross.js';
import { mutate } from '../../../core/evolution/mutation/mutate.js';
import { sample } from '../../../core/evolution/sampling/sample.js';
import type { GeneRange, Genome, SearchSettings } from '../../../core/evolution/types.js';
import { Random } from '../../../core/random.js';

const range = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 40 }))
  .map(([min, width]): GeneRange => ({ min, max: min + width }));
const realRange = fc
  .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true }))
  .map(([min, width]): GeneRange => ({ kind: 'real', min, max: min + width }));
const genes = fc.array(fc.oneof(range, realRange), { minLength: 1, maxLength: 6 });
const seeds = fc.integer({ min: 0, max: 0xffffffff });
const samplings = fc.constantFrom<SearchSettings['sampling']>('uniform', 'ladder', 'latin-hypercube');
const crossovers = fc.constantFrom<SearchSettings['crossover']['kind']>(
  'sbx',
  'uniform',
  'one-point',
  'two-point',
);
const mutations = fc.constantFrom<SearchSettings['mutation']['kind']>('polynomial', 'reset', 'creep');

function settings(change: Partial<SearchSettings>): SearchSettings {
  return {
    genes: [{ min: 1, max: 16 }],
    population: 8,
    seed: 1,
    sampling: 'uniform',
    crossover: { kind: 'sbx', probability: 1, eta: 15 },
    mutation: { kind: 'polynomial', probability: 1, eta: 20 },
    initial: [],
    ...change,
  };
}

function expectInside(genome: Genome, ranges: readonly GeneRange[]): void {
  expect(genome).to.have.length(ranges.length);
  genome.forEach((value, gene) => {
    if (ranges[gene].kind !== 'real') expect(Number.isInteger(value)).to.equal(true);
    expect(value).to.be.within(ranges[gene].min, ranges[gene].max);
  });
}

describe('sampling', () => {
  it('stays in range and gives as many as asked for', () => {
    fc.assert(
      fc.property(
        genes,
        samplings,
        seeds,
        fc.integer({ min: 0, max: 30 }),
        (ranges, sampling, seed, count) => {
          const genomes = sample(settings({ genes: ranges, sampling }), count, Random.fromSeed(seed));
          expect(genomes).to.have.length(count);
          for (const genome of genomes) expectInside(genome, ranges);
        },
      ),
    );
  });

  it('by latin hypercube takes every value of a gene equally often', () => {
    const genomes = sample(
      settings({
        genes: [
          { min: 0, max: 4 },
          { min: 3, max: 12 },
        ],
        sampling: 'latin-hypercube',
      }),
      20,
      Random.fromSeed(5),
    );
    for (let value = 0; value <= 4; value++) expect(genomes.filter(([a]) => a === value)).to.have.length(4);
    for (let value = 3; value <= 12; value++)
      expect(genomes.filter(([, b]) => b === value)).to.have.length(2);
  });

  it('by latin hypercube puts one real value into each stratum', () => {
    const genomes = sample(
      settings({ genes: [{ kind: 'real', min: -1, max: 1 }], sampling: 'latin-hypercube' }),
      20,
      Random.fromSeed(5),
    );
    const strata = genomes.map(([value]) => Math.floor((value + 1) * 10));
    expect(strata.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index));
  });

  it('by ladder climbs from all at the minimum to all at the maximum', () => {
    const ranges = [
      { min: 0, max: 30 },
      { min: 1, max: 61 },
    ];
    const genomes = sample(settings({ genes: ranges, sampling: 'ladder' }), 8, Random.fromSeed(5));
    expect(genomes.slice(0, 4)).to.deep.equal([
      [0, 1],
      [10, 21],
      [20, 41],
      [30, 61],
    ]);
  });
});

describe('crossover', () => {
  it('stays in range, and keeps a gene that the parents share', () => {
    fc.assert(
      fc.property(genes, crossovers, seeds, (ranges, kind, seed) => {
        const random = Random.fromSeed(seed);
        const each = settings({ genes: ranges, crossover: { kind, probability: 1, eta: 15 } });
        const [first, second] = sample(each, 2, random);
        for (const child of cross([first, second], each, random)) {
          expectInside(child, ranges);
          child.forEach((value, gene) => {
            if (first[gene] === second[gene]) expect(value).to.equal(first[gene]);
          });
        }
      }),
    );
  });

  it('copies the parents with probability 0', () => {
    const each = settings({ crossover: { kind: 'uniform', probability: 0, eta: 15 } });
    expect(cross([[1], [9]], each, Random.fromSeed(1))).to.deep.equal([[1], [9]]);
  });

  it('by points swaps stretches between the parents, and all stretches there are', () => {
    const swapped = (kind: 'one-point' | 'two-point') => {
      const random = Random.fromSeed(3);
      const each = settings({ crossover: { kind, probability: 1, eta: 15 } });
      const masks = Array.from({ length: 400 }, () => {
        const [first, second] = cross(
          [
            [0, 0, 0, 0],
            [1, 1, 1, 1],
          ],
          each,
          random,
        );
        expect(first.map((value, gene) => value + second[gene])).to.deep.equal([1, 1, 1, 1]);
        return first.join('');
      });
      return [...new Set(masks)].sort();
    };
    expect(swapped('one-point')).to.deep.equal(['0001', '0011', '0111']);
    expect(swapped('two-point')).to.deep.equal([
      '0001',
      '0010',
      '0011',
      '0100',
      '0110',
      '0111',
      '1000',
      '1100',
      '1110',
    ]);
  });

  it('by sbx crosses reals as far as the integers of a fine range', () => {
    const deviation = (range: GeneRange): number => {
      const random = Random.fromSeed(9);
      const each = settings({ genes: [range], crossover: { kind: 'sbx', probability: 1, eta: 5 } });
      const parents: [Genome, Genome] = [[0.4 * range.max], [0.6 * range.max]];
      const children = Array.from({ length: 500 }, () => cross(parents, each, random)).flat(2);
      return children.reduce((sum, x) => sum + Math.abs(x / range.max - 0.5), 0) / children.length;
    };
    const real = deviation({ kind: 'real', min: 0, max: 1 });
    expect(real).to.be.closeTo(deviation({ min: 0, max: 1_000_000 }), 1e-5);
    expect(real).not.to.be.closeTo(0.1, 1e-4);
  });

  it('by sbx keeps the mean, and nearer with a larger eta', () => {
    const spread = (eta: number): { mean: number; deviation: number } => {
      const random = Random.fromSeed(9);
      const each = settings({
        genes: [{ min: 0, max: 10_000 }],
        crossover: { kind: 'sbx', probability: 1, eta },
      });
      const children = Array.from({ length: 2000 }, () => cross([[4000], [6000]], each, random)).flat(2);
      const mean = children.reduce((sum, x) => sum + x, 0) / children.length;
      const deviation =
        children.reduce((sum, x) => sum + Math.abs(Math.abs(x - 5000) - 1000), 0) / children.length;
      return { mean, deviation };
    };
    expect(spread(15).mean).to.be.closeTo(5000, 5);
    expect(spread(2).deviation).to.be.greaterThan(2 * spread(15).deviation);
  });
});

describe('simulated binary crossover', () => {
  it('stays in range where the parents are as near to each other and to a bound as numbers can be', () => {
    const tiny: [Genome, Genome][] = [
      [[-5], [-5 + 2 ** -50]],
      [[0], [Number.MIN_VALUE]],
    ];
    const random = Random.fromSeed(2);
    for (const parents of tiny) {
      const range: GeneRange = { kind: 'real', min: parents[0][0], max: 5 };
      const each = settings({ genes: [range], crossover: { kind: 'sbx', probability: 1, eta: 15 } });
      for (let pair = 0; pair < 50; pair++) {
        for (const child of cross(parents, each, random)) expectInside(child, [range]);
      }
    }
  });

  it('crosses each gene with probability 1/2, either child below, and no gene with another', () => {
    const genes = Array.from({ length: 40 }, (): GeneRange => ({ kind: 'real', min: 0, max: 1 }));
    const each = settings({ genes, crossover: { kind: 'sbx', probability: 1, eta: 15 } });
    const random = Random.fromSeed(8);
    const parents = [0.25, 0.75].map((value) => genes.map(() => value));
    const firsts = Array.from({ length: 10_000 }, () => cross([parents[0], parents[1]], each, random)[0]);
    const share = (holds: (first: Genome) => boolean) => firsts.filter(holds).length / firsts.length;
    const crosses = (gene: number) => (first: Genome) => first[gene] !== 0.25;
    for (const gene of [0, 1, 15, 16, 39]) {
      expect(share(crosses(gene))).to.be.closeTo(0.5, 0.02);
      expect(share((first) => crosses(gene)(first) && first[gene] > 0.5)).to.be.closeTo(0.25, 0.02);
    }
    for (const [a, b] of [
      [0, 1],
      [0, 16],
      [15, 16],
      [7, 23],
    ]) {
      expect(share((first) => crosses(a)(first) && crosses(b)(first))).to.be.closeTo(0.25, 0.02);
    }
  });
});

describe('mutation', () => {
  it('stays in range and changes every integer that can change, with probability 1', () => {
    fc.assert(
      fc.property(genes, mutations, seeds, (ranges, kind, seed) => {
        const random = Random.fromSeed(seed);
        const each = settings({ genes: ranges, mutation: { kind, probability: 1, eta: 20 } });
        const [genome] = sample(each, 1, random);
        const mutant = mutate([...genome], each, random);
        expectInside(mutant, ranges);
        mutant.forEach((value, gene) => {
          if (ranges[gene].kind === 'real') return;
          expect(value === genome[gene]).to.equal(ranges[gene].min === ranges[gene].max);
        });
      }),
    );
  });

  it('changes nothing with probability 0', () => {
    const each = settings({ mutation: { kind: 'reset', probability: 0, eta: 20 } });
    expect(mutate([7], each, Random.fromSeed(1))).to.deep.equal([7]);
  });

  it('changes every gene as often as it is told, whether or not its neighbours change', () => {
    const probability = 0.2;
    const each = settings({
      genes: [1, 2, 3, 4].map(() => ({ min: 0, max: 9 })),
      mutation: { kind: 'reset', probability, eta: 20 },
    });
    const random = Random.fromSeed(6);
    const mutants = Array.from({ length: 20_000 }, () => mutate([5, 5, 5, 5], each, random));
    const share = (...changed: number[]) =>
      mutants.filter((mutant) => changed.every((gene) => mutant[gene] !== 5)).length / mutants.length;
    for (const gene of [0, 1, 2, 3]) expect(share(gene)).to.be.closeTo(probability, 0.01);
    for (const pair of [
      [0, 1],
      [0, 3],
      [1, 2],
      [2, 3],
    ])
      expect(share(...pair)).to.be.closeTo(probability ** 2, 0.005);
  });

  it('by reset draws the other values evenly', () => {
    const each = settings({
      genes: [{ min: 1, max: 5 }],
      mutation: { kind: 'reset', probability: 1, eta: 20 },
    });
    const random = Random.fromSeed(4);
    const counts = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const [value] = mutate([3], each, random);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).to.deep.equal([1, 2, 4, 5]);
    for (const count of counts.values()) expect(count).to.be.within(880, 1120);
  });

  it('by creep takes small steps to both sides', () => {
    const each = settings({
      genes: [{ kind: 'real', min: 0, max: 10 }],
      mutation: { kind: 'creep', probability: 1, eta: 20 },
    });
    const random = Random.fromSeed(4);
    const moves = Array.from({ length: 4000 }, () => mutate([5], each, random)[0] - 5);
    const mean = moves.reduce((sum, x) => sum + x, 0) / moves.length;
    const deviation = Math.sqrt(moves.reduce((sum, x) => sum + x * x, 0) / moves.length);
    expect(Math.abs(mean)).to.be.lessThan(0.03);
    expect(deviation).to.be.closeTo(0.5, 0.02);
  });

  it('by polynomial reaches as far down as up', () => {
    const each = settings({ genes: [{ min: 0, max: 1000 }] });
    const random = Random.fromSeed(4);
    const moves = Array.from({ length: 4000 }, () => mutate([500], each, random)[0] - 500);
    const mean = moves.reduce((sum, x) => sum + x, 0) / moves.length;
    const reach = moves.reduce((sum, x) => sum + Math.abs(x), 0) / moves.length;
    expect(Math.abs(mean)).to.be.lessThan(3);
    // The expected deviation is 1 / (eta + 2) of the range.
    expect(reach).to.be.closeTo(1001 / 22, 4);
  });
});

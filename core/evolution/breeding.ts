import type { Random } from '../random.js';
import { cross } from './crossover/cross.js';
import { genomeKey, spaceSize, successor } from './genome.js';
import { mutate } from './mutation/mutate.js';
import type { Ranked } from './ranking.js';
import { sample } from './sampling/sample.js';
import { uniformGenome } from './sampling/uniform.js';
import { tournament } from './tournament.js';
import type { Candidate, Genome, Origin, SearchSettings } from './types.js';

/** How many pairs of children may in turn be known already before a newcomer is drawn instead. */
const TRIES = 32;

/**
 * Collects the genomes of one generation, refusing those that the search has seen. `firstId` is the id of the first
 * one taken.
 */
export class Brood {
  readonly candidates: Candidate[] = [];
  private readonly space: number;

  constructor(
    private readonly settings: SearchSettings,
    private readonly seen: Set<string>,
    private readonly firstId: number,
  ) {
    this.space = spaceSize(settings.genes);
  }

  /** Whether no further genome is wanted, or none is left. */
  complete(): boolean {
    return this.candidates.length >= this.settings.population || this.seen.size >= this.space;
  }

  /** Takes a genome if it is new; says whether it did. */
  take(genome: Genome, origin: Origin): boolean {
    const key = genomeKey(genome);
    if (this.complete() || this.seen.has(key)) return false;
    this.seen.add(key);
    this.candidates.push({ id: this.firstId + this.candidates.length, genome, origin });
    return true;
  }

  /** Takes one genome from a uniform draw: the first new one when counting on from it. */
  takeNewcomer(random: Random): void {
    let genome = uniformGenome(this.settings.genes, random);
    while (!this.complete() && !this.take(genome, { kind: 'sampled' })) {
      genome = successor(genome, this.settings.genes);
    }
  }
}

/** Fills a brood with the given genomes, then with sampled ones. */
export function found(brood: Brood, settings: SearchSettings, random: Random): void {
  for (const genome of settings.initial) brood.take(genome, { kind: 'given' });
  const missing = settings.population - brood.candidates.length;
  for (const genome of sample(settings, missing, random)) brood.take(genome, { kind: 'sampled' });
  while (!brood.complete()) brood.takeNewcomer(random);
}

/**
 * Fills a brood with children of tournament winners. When `TRIES` pairs in turn bring nothing new, a newcomer drawn
 * from the whole space takes the place, so that a brood comes short only where the space is exhausted.
 */
export function breed(
  brood: Brood,
  ranked: readonly Ranked[],
  settings: SearchSettings,
  random: Random,
): void {
  let barren = 0;
  while (!brood.complete()) {
    if (barren === TRIES) {
      brood.takeNewcomer(random);
      barren = 0;
      continue;
    }
    const parents = [tournament(ranked, random).individual, tournament(ranked, random).individual];
    const children = cross([parents[0].genome, parents[1].genome], settings, random);
    const origin: Origin = { kind: 'bred', parents: [parents[0].id, parents[1].id] };
    const taken = children.map((child) => brood.take(mutate(child, settings, random), origin));
    barren = taken.includes(true) ? 0 : barren + 1;
  }
}

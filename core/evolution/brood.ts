import type { Random } from '../random.js';
import { cross } from './crossover/cross.js';
import { anyValue, spaceSize, successor } from './genes.js';
import type { GenomeSet } from './genome-set.js';
import { mutate } from './mutation/mutate.js';
import { sample } from './sampling/sample.js';
import type { Candidate, Genome, Individual, Origin, SearchSettings } from './types.js';

/** How many pairs of children may in turn be known already before a newcomer is drawn instead. */
const TRIES = 32;

/** Collects the genomes of one generation and adds them to the known ones, which it refuses. */
export class Brood {
  readonly candidates: Candidate[] = [];
  private readonly space: number;
  /** The id of the first one taken. */
  private readonly firstId: number;

  constructor(
    private readonly settings: SearchSettings,
    private readonly known: GenomeSet,
  ) {
    this.firstId = known.size;
    this.space = spaceSize(settings.genes);
  }

  /** Whether no further genome is wanted, or none is left. */
  complete(): boolean {
    return this.candidates.length >= this.settings.population || this.known.size >= this.space;
  }

  /** Takes a genome if it is new; says whether it did. */
  take(genome: Genome, origin: Origin): boolean {
    if (this.complete() || !this.known.add(genome)) return false;
    this.candidates.push({ id: this.firstId + this.candidates.length, genome, origin });
    return true;
  }

  /** Takes one genome from a uniform draw: the first new one when counting on from it. */
  takeNewcomer(random: Random): void {
    const { genes } = this.settings;
    let genome: Genome = genes.map((range) => anyValue(range, random));
    while (!this.complete() && !this.take(genome, { kind: 'sampled' })) {
      // Counting on would never leave the real values of the draw.
      genome =
        this.space === Infinity ? genes.map((range) => anyValue(range, random)) : successor(genome, genes);
    }
  }

  /** Fills up with the given genomes, then with sampled ones. */
  found(random: Random): void {
    for (const genome of this.settings.initial) this.take(genome, { kind: 'given' });
    const missing = this.settings.population - this.candidates.length;
    for (const genome of sample(this.settings, missing, random)) this.take(genome, { kind: 'sampled' });
    while (!this.complete()) this.takeNewcomer(random);
  }

  /**
   * Fills up with children of the parents that `choose` gives. When `TRIES` pairs in turn bring nothing new, a newcomer
   * drawn from the whole space takes the place, so that a brood comes short only where the space is exhausted.
   */
  breed(choose: () => Individual, random: Random): void {
    let barren = 0;
    while (!this.complete()) {
      if (barren === TRIES) {
        this.takeNewcomer(random);
        barren = 0;
        continue;
      }
      const one = choose();
      const other = choose();
      const children = cross([one.genome, other.genome], this.settings, random);
      const origin: Origin = { kind: 'bred', parents: [one.id, other.id] };
      const before = this.candidates.length;
      for (const child of children) this.take(mutate(child, this.settings, random), origin);
      barren = this.candidates.length > before ? 0 : barren + 1;
    }
  }
}

import type { Genome } from './types.js';

/** A set of genomes of one length: a hash table with linear probing. */
export class GenomeSet {
  private genomes: Genome[] = [];
  /** Places in `genomes`, counted from 1; 0 is free. At most half are taken. */
  private table = new Int32Array(1024);

  get size(): number {
    return this.genomes.length;
  }

  /** Adds a genome; says whether it was new. */
  add(genome: Genome): boolean {
    const slot = this.slotOf(genome);
    if (this.table[slot] !== 0) return false;
    this.genomes.push(genome);
    this.table[slot] = this.genomes.length;
    if (2 * this.genomes.length > this.table.length) this.grow();
    return true;
  }

  private slotOf(genome: Genome): number {
    const mask = this.table.length - 1;
    let slot = hash(genome) & mask;
    for (;;) {
      const place = this.table[slot];
      if (place === 0 || areEqual(this.genomes[place - 1], genome)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    this.table = new Int32Array(4 * this.table.length);
    for (const [index, genome] of this.genomes.entries()) this.table[this.slotOf(genome)] = index + 1;
  }
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

function hash(genome: Genome): number {
  let sum = 0x811c9dc5;
  for (let gene = 0; gene < genome.length; gene++) {
    // Minus zero is zero.
    double[0] = genome[gene] + 0;
    sum = Math.imul(sum ^ words[0], 0x01000193);
    sum = Math.imul(sum ^ words[1], 0x85ebca6b);
    sum ^= sum >>> 15;
  }
  return sum ^ (sum >>> 13);
}

function areEqual(a: Genome, b: Genome): boolean {
  for (let gene = 0; gene < a.length; gene++) {
    if (a[gene] !== b[gene]) return false;
  }
  return true;
}

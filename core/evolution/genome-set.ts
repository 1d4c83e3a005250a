import type { Genome } from './types.js';

/** A set of genomes of one length: a hash table with linear probing. */
export class GenomeSet {
  private genomes: Genome[] = [];
  /** Places in `genomes`, counted from 1; 0 is free. At most half are taken. */
  private table = new Int32Array(1024);
  /** Of each genome. */
  private readonly hashes: number[] = [];

  get size(): number {
    return this.genomes.length;
  }

  /** Adds a genome; says whether it was new. */
  add(genome: Genome): boolean {
    const key = hash(genome);
    const slot = this.slotOf(genome, key);
    if (this.table[slot] !== 0) return false;
    this.genomes.push(genome);
    this.hashes.push(key);
    this.table[slot] = this.genomes.length;
    if (2 * this.genomes.length > this.table.length) this.grow();
    return true;
  }

  /** Where a genome is, or would be. */
  private slotOf(genome: Genome, key: number): number {
    const mask = this.table.length - 1;
    let slot = key & mask;
    for (;;) {
      const place = this.table[slot];
      if (place === 0) return slot;
      if (this.hashes[place - 1] === key && areEqual(this.genomes[place - 1], genome)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const table = new Int32Array(4 * this.table.length);
    const mask = table.length - 1;
    for (let index = 0; index < this.hashes.length; index++) {
      let slot = this.hashes[index] & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = index + 1;
    }
    this.table = table;
  }
}

const doubles = new Float64Array(2);
const words = new Uint32Array(doubles.buffer);

/** Genes that are summed up before their bits are mixed in: with weights that grow, so that none is lost. */
const BLOCK = 64;
const WEIGHT = 1.6180339887;

function hash(genome: Genome): number {
  let key = 0x811c9dc5;
  for (let start = 0; start < genome.length; start += BLOCK) {
    const end = Math.min(genome.length, start + BLOCK);
    // Of every other gene, as the processor adds to both at once.
    let even = 0;
    let odd = 0;
    let gene = start;
    for (; gene + 1 < end; gene += 2) {
      even = even * WEIGHT + genome[gene];
      odd = odd * WEIGHT + genome[gene + 1];
    }
    if (gene < end) even = even * WEIGHT + genome[gene];
    doubles[0] = even;
    doubles[1] = odd;
    for (let word = 0; word < words.length; word++) {
      key = Math.imul(key ^ words[word], 0x85ebca6b);
      key ^= key >>> 15;
    }
  }
  return key ^ (key >>> 13);
}

function areEqual(a: Genome, b: Genome): boolean {
  for (let gene = 0; gene < a.length; gene++) {
    if (a[gene] !== b[gene]) return false;
  }
  return true;
}

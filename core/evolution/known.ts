import { GenomeSet } from './genome-set.js';
import type { Archive } from './archive.js';
import type { Candidate, SearchState } from './types.js';

/**
 * Sets of genomes that an earlier call has gathered already, so that not every generation gathers its whole archive
 * anew: those of an archive, or of an archive and the candidates that were asked for beyond it. Whoever takes a set may
 * add to it, so it is taken once; a state that is used again, or was read back from JSON, finds none.
 */
const GATHERED = new WeakMap<Archive | readonly Candidate[], GenomeSet>();

/** The genomes of an archive, to add to. */
export function gather(archive: Archive): GenomeSet {
  const known = take(archive) ?? new GenomeSet();
  if (known.size === 0) for (const { genome } of archive.flat()) known.add(genome);
  return known;
}

/** Keeps a set for the `tell` to come, which holds the archive's genomes and those of the candidates. */
export function keep(candidates: readonly Candidate[], known: GenomeSet): void {
  GATHERED.set(candidates, known);
}

/** What was kept for a state's candidates is from now on the set of the archive that they have become part of. */
export function handOver({ pending }: SearchState, archive: Archive): void {
  const known = take(pending);
  if (known) GATHERED.set(archive, known);
}

function take(key: Archive | readonly Candidate[]): GenomeSet | undefined {
  const known = GATHERED.get(key);
  GATHERED.delete(key);
  return known;
}

import type { CandidateRecord, SearchRecord } from './record.js';

export interface Ancestor {
  readonly candidate: CandidateRecord;
  /** Of those it was bred of, the ones that the record has; none where it was drawn or given. */
  readonly parents: readonly CandidateRecord[];
}

/** A candidate and all that it descends from, the oldest first. Each comes once, however many ways lead to it. */
export function lineageOf(search: SearchRecord, id: number): readonly Ancestor[] {
  const byId = new Map(
    search.generations.flatMap(({ candidates }) => candidates).map((candidate) => [candidate.id, candidate]),
  );
  const found = new Map<number, Ancestor>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const candidate = byId.get(next);
    if (candidate === undefined || found.has(next)) continue;
    const { origin } = candidate;
    const ids = origin?.kind === 'bred' ? [...new Set(origin.parents)] : [];
    const parents = ids.flatMap((parent) => byId.get(parent) ?? []);
    found.set(next, { candidate, parents });
    open.push(...parents.map((parent) => parent.id));
  }
  return [...found.values()].sort((a, b) => a.candidate.id - b.candidate.id);
}

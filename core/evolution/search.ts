import { deriveSeed, Random } from '../random.js';
import { breed, Brood, found } from './breeding.js';
import { compareLexicographically } from './dominance.js';
import { genomeKey } from './genome.js';
import { rank } from './ranking.js';
import { checkSettings } from './settings.js';
import { sortIntoFronts } from './sorting.js';
import type { Candidate, Evaluation, Individual, SearchSettings, SearchState } from './types.js';

/**
 * NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002) over integer genomes, as a state machine: `ask` for the candidates of
 * a generation, evaluate them anywhere in any order, `tell` the results, repeat. The state is plain JSON and holds all
 * there is. The first generation is sampled, so n rounds of ask and tell evaluate n populations.
 *
 * Throws a `PipelineError` for settings that cannot work.
 */
export function startSearch(settings: SearchSettings): SearchState {
  checkSettings(settings);
  const random = Random.fromSeed(deriveSeed(settings.seed, 'evolution'));
  return { settings, generation: 0, random: random.state(), population: [], archive: [], pending: [] };
}

/**
 * The next generation's candidates: `population` many genomes that the archive does not hold, fewer only where no
 * others are left, and none once the whole space is known. Asked again before `tell`, the answer is the same.
 */
export function ask(state: SearchState): { state: SearchState; candidates: readonly Candidate[] } {
  if (state.pending.length > 0) return { state, candidates: state.pending };
  const { settings, archive } = state;
  const random = new Random(state.random);
  const seen = new Set(archive.map(({ genome }) => genomeKey(genome)));
  const brood = new Brood(settings, seen, archive.length);
  const ranked = rank(state.population.map((id) => archive[id]));
  // Nobody to breed from: the search begins, or every candidate so far has failed.
  if (ranked.length === 0) found(brood, settings, random);
  else breed(brood, ranked, settings, random);
  const candidates = brood.candidates;
  return { state: { ...state, random: random.state(), pending: candidates }, candidates };
}

/**
 * Takes the evaluations of all pending candidates, by id, and lets the best `population` of parents and children
 * survive. The map's order has no meaning. Throws a plain `Error` where an evaluation is missing, unasked for or not a
 * number: a defect of the caller.
 */
export function tell(state: SearchState, evaluations: ReadonlyMap<number, Evaluation>): SearchState {
  checkEvaluations(state, evaluations);
  const children = state.pending.map((candidate): Individual => ({
    id: candidate.id,
    generation: state.generation,
    genome: candidate.genome,
    origin: candidate.origin,
    evaluation: evaluations.get(candidate.id) ?? { status: 'failed', reason: 'not evaluated' },
  }));
  const archive = [...state.archive, ...children];
  const rivals = [...state.population.map((id) => state.archive[id]), ...children];
  const population = rank(rivals)
    .slice(0, state.settings.population)
    .map(({ individual }) => individual.id)
    .sort((a, b) => a - b);
  return { ...state, generation: state.generation + 1, population, archive, pending: [] };
}

/**
 * The feasible individuals of the whole archive that no other dominates, in ascending order of the first objective,
 * then the next, then of id. The archive and not the last population alone: survival may drop a non-dominated
 * individual for want of room, and it stays a valid answer.
 */
export function front(state: SearchState): Individual[] {
  const feasible = state.archive.flatMap((individual) =>
    individual.evaluation.status === 'feasible'
      ? [{ individual, objectives: individual.evaluation.objectives }]
      : [],
  );
  const [best = []] = sortIntoFronts(feasible.map(({ objectives }) => objectives));
  return best
    .map((index) => feasible[index])
    .sort((a, b) => compareLexicographically(a.objectives, b.objectives) || a.individual.id - b.individual.id)
    .map(({ individual }) => individual);
}

function checkEvaluations(state: SearchState, evaluations: ReadonlyMap<number, Evaluation>): void {
  const asked = new Set(state.pending.map(({ id }) => id));
  for (const id of evaluations.keys()) {
    if (!asked.has(id)) throw new Error(`Candidate ${id} was told but not asked for.`);
  }
  let objectiveCount = state.archive.map(({ evaluation }) => countObjectives(evaluation)).find((n) => n > 0);
  for (const id of asked) {
    const evaluation = evaluations.get(id);
    if (evaluation === undefined) throw new Error(`Candidate ${id} has no evaluation.`);
    if (!isSound(evaluation))
      throw new Error(`Candidate ${id} has the evaluation ${JSON.stringify(evaluation)}.`);
    const count = countObjectives(evaluation);
    if (count === 0) continue;
    objectiveCount ??= count;
    if (count !== objectiveCount) {
      throw new Error(`Candidate ${id} has ${count} objectives where others have ${objectiveCount}.`);
    }
  }
}

/** Only numbers that survive JSON: an infinite objective or violation would come back as null. */
function isSound(evaluation: Evaluation): boolean {
  switch (evaluation.status) {
    case 'feasible':
      return evaluation.objectives.length > 0 && evaluation.objectives.every(Number.isFinite);
    case 'infeasible':
      return Number.isFinite(evaluation.violation) && evaluation.violation > 0;
    case 'failed':
      return true;
  }
}

function countObjectives(evaluation: Evaluation): number {
  return evaluation.status === 'feasible' ? evaluation.objectives.length : 0;
}

import { deriveSeed, Random } from '../random.js';
import { individualOf } from './archive.js';
import { algorithmOf } from './algorithms/algorithm.js';
import { Brood } from './brood.js';
import { compareLexicographically } from './dominance.js';
import { checkEvaluations } from './evaluations.js';
import { gather, handOver, keep } from './known.js';
import { checkGenome, checkSettings } from './settings.js';
import { rankPoints } from './sorting.js';
import type { Candidate, Evaluation, Genome, Individual, SearchSettings, SearchState } from './types.js';

/**
 * An evolutionary search as a state machine: `ask` for the candidates of a generation, evaluate them anywhere in any
 * order, `tell` the results, repeat. The state is plain JSON and holds all there is. The first generation is sampled,
 * so n rounds of ask and tell evaluate n populations.
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
  const { suggested = [], ...rest } = state;
  const { settings, archive } = state;
  const random = new Random(state.random);
  const known = gather(archive);
  const brood = new Brood(settings, known);
  for (const genome of suggested) brood.take(genome, { kind: 'given' });
  const population = state.population.map((id) => individualOf(archive, id));
  // Nobody to breed from: the search begins, or every candidate so far has failed.
  if (population.length === 0) brood.found(random);
  else algorithmOf(settings).breed(brood, population, random);
  const { candidates } = brood;
  keep(candidates, known);
  return { state: { ...rest, random: random.state(), pending: candidates }, candidates };
}

/**
 * Takes the evaluations of all pending candidates, by id, and lets the best `population` of parents and children
 * survive. The map's order has no meaning. Throws a plain `Error` where an evaluation is missing, unasked for or not a
 * number: a defect of the caller.
 */
export function tell(state: SearchState, evaluations: ReadonlyMap<number, Evaluation>): SearchState {
  checkEvaluations(state, evaluations);
  const { settings, generation } = state;
  const children = state.pending.map(({ id, genome, origin }): Individual => {
    const evaluation = evaluations.get(id) ?? { status: 'failed', reason: 'not evaluated' };
    return { id, generation, genome, origin, evaluation };
  });
  const archive = children.length === 0 ? state.archive : [...state.archive, children];
  handOver(state, archive);
  const rivals = [...state.population.map((id) => individualOf(archive, id)), ...children];
  const survivors = algorithmOf(settings).survive(rivals, { settings, generation, archive });
  const population = survivors.map(({ id }) => id);
  return { ...state, generation: generation + 1, population, archive, pending: [] };
}

/**
 * Adds a genome to the next generation, where it takes the place of one that would have been bred; one that the search
 * knows already is passed over. Throws a `PipelineError` for a genome that does not fit.
 */
export function suggest(state: SearchState, genome: Genome): SearchState {
  checkGenome(genome, state.settings.genes, 'The suggested genome');
  return { ...state, suggested: [...(state.suggested ?? []), genome] };
}

/**
 * The feasible individuals of the whole archive that no other dominates, in ascending order of the first objective,
 * then the next, then of id. The archive and not the last population alone: survival may drop a non-dominated
 * individual for want of room, and it stays a valid answer.
 */
export function front(state: SearchState): Individual[] {
  const feasible = state.archive
    .flat()
    .flatMap((individual) =>
      individual.evaluation.status === 'feasible'
        ? [{ individual, objectives: individual.evaluation.objectives }]
        : [],
    );
  const ranks = rankPoints(feasible.map(({ objectives }) => objectives));
  return feasible
    .filter((_, index) => ranks[index] === 0)
    .sort((a, b) => compareLexicographically(a.objectives, b.objectives) || a.individual.id - b.individual.id)
    .map(({ individual }) => individual);
}

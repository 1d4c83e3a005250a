import { PipelineError } from '../errors.js';

/** When a search ends: at the first of the limits that are given. Plain JSON. */
export interface Termination {
  /** Generations told. */
  readonly generations?: number;
  /** Evaluations paid for; whoever counts them says which those are. */
  readonly evaluations?: number;
  /** Wall time, seconds. */
  readonly seconds?: number;
  /**
   * The front's hypervolume has grown by no more than `tolerance`, a share of what it was, over the last `window`
   * generations.
   */
  readonly stagnation?: { readonly window: number; readonly tolerance: number };
  /**
   * A point of the front is no worse than this one, objective by objective, minimised; null where an objective does not
   * matter.
   */
  readonly goal?: readonly (number | null)[];
}

/** What is known of a search between two generations. Time comes from outside, so that a replay decides as before. */
export interface Progress {
  readonly generation: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** Of the front after each generation, at one reference point. */
  readonly hypervolumes: readonly number[];
  /** Objectives of the front. */
  readonly front: readonly (readonly number[])[];
  /** Whether every genome there is has been asked for. */
  readonly exhausted: boolean;
}

export type StopReason = 'goal' | 'exhausted' | 'generations' | 'evaluations' | 'stagnation' | 'seconds';

type Rule = (termination: Termination, progress: Progress) => boolean;

/** What says most about the result comes first, the clock last. */
const RULES: readonly (readonly [StopReason, Rule])[] = [
  ['goal', ({ goal }, { front }) => goal !== undefined && front.some((point) => reaches(point, goal))],
  ['exhausted', (_, { exhausted }) => exhausted],
  ['generations', ({ generations = Infinity }, { generation }) => generation >= generations],
  ['evaluations', ({ evaluations = Infinity }, progress) => progress.evaluations >= evaluations],
  ['stagnation', ({ stagnation }, progress) => stagnation !== undefined && stagnates(stagnation, progress)],
  ['seconds', ({ seconds = Infinity }, progress) => progress.seconds >= seconds],
];

/** Why a search is to end now; undefined where it goes on. Where several limits are met, one is named. */
export function reasonToStop(termination: Termination, progress: Progress): StopReason | undefined {
  return RULES.find(([, holds]) => holds(termination, progress))?.[0];
}

/** Throws a `PipelineError` for limits that cannot be, or that a search could run past for ever. */
export function checkTermination(termination: Termination): void {
  const { generations, evaluations, seconds, stagnation } = termination;
  for (const [name, value] of Object.entries({ generations, evaluations, window: stagnation?.window })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      throw invalid(`${name} is ${value}.`, 'Give a whole number of at least 1.');
    }
  }
  if (seconds !== undefined && !(seconds > 0)) {
    throw invalid(`the wall time is ${seconds} seconds.`, 'Give a positive time.');
  }
  if (stagnation && !(stagnation.tolerance >= 0 && stagnation.tolerance < Infinity)) {
    throw invalid(`the tolerance is ${stagnation.tolerance}.`, 'Give a number of at least 0, such as 0.001.');
  }
  if ([generations, evaluations, seconds, stagnation].every((limit) => limit === undefined)) {
    throw invalid('nothing ends it for certain.', 'Limit generations, evaluations, time or stagnation.');
  }
}

function invalid(what: string, hint: string): PipelineError {
  return new PipelineError('TERMINATION_INVALID', `The search cannot end as it is told to: ${what}`, {
    hint,
  });
}

function reaches(point: readonly number[], goal: readonly (number | null)[]): boolean {
  return goal.every((limit, objective) => limit === null || point[objective] <= limit);
}

/** Generations before the first feasible candidate do not count: their hypervolume is 0. */
function stagnates(
  { window, tolerance }: { readonly window: number; readonly tolerance: number },
  { hypervolumes }: Progress,
): boolean {
  const before = hypervolumes.at(-1 - window) ?? 0;
  const now = hypervolumes.at(-1) ?? 0;
  return before > 0 && now - before <= tolerance * before;
}

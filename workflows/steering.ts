import { condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import { PipelineError } from '../core/errors.js';
import { checkGenome } from '../core/evolution/settings.js';
import type { GeneRange, Genome } from '../core/evolution/types.js';
import { asFailure } from './failure.js';

/** What people have asked of a running search, as plain JSON: it goes with the search into its next run. */
export interface Wishes {
  readonly paused: boolean;
  readonly stopping: boolean;
  /** A limit in place of the pipeline's. */
  readonly generations?: number;
  /** For the next generation. */
  readonly genomes: readonly Genome[];
}

export const wishes = defineQuery<Wishes>('wishes');
export const pause = defineUpdate<Wishes>('pause');
export const resume = defineUpdate<Wishes>('resume');
/** Ends the search after the generation that runs, with what there is. */
export const stop = defineUpdate<Wishes>('stop');
/** Sets how many generations there are to be in all. */
export const extend = defineUpdate<Wishes, [generations: number]>('extend');
/** Puts a genome into the next generation. */
export const add = defineUpdate<Wishes, [genome: readonly number[]]>('add');

/** What the search lends to the checks of what is asked of it; undefined until it has begun. */
export interface Steered {
  readonly generation: number;
  readonly genes: readonly GeneRange[];
}

const NOTHING: Wishes = { paused: false, stopping: false, genomes: [] };

/**
 * Takes updates while a search runs. Each is checked before it becomes part of the history, and takes effect between two
 * generations.
 */
export class Steering {
  private now: Wishes;

  constructor(before: Wishes | undefined, steered: () => Steered | undefined) {
    this.now = before ?? NOTHING;
    const change = (changed: Partial<Wishes>): Wishes => (this.now = { ...this.now, ...changed });
    setHandler(wishes, () => this.now);
    setHandler(pause, () => change({ paused: true }));
    setHandler(resume, () => change({ paused: false }));
    setHandler(stop, () => change({ stopping: true, paused: false }));
    setHandler(extend, (generations) => change({ generations }), {
      validator: (generations) => {
        refusing(() => {
          checkExtension(generations, steered());
        });
      },
    });
    setHandler(add, (genome) => change({ genomes: [...this.now.genomes, genome] }), {
      validator: (genome) => {
        refusing(() => {
          checkAddition(genome, steered());
        });
      },
    });
  }

  get wishes(): Wishes {
    return this.now;
  }

  /** Waits while the search is paused. */
  async whilePaused(): Promise<void> {
    if (this.now.paused) await condition(() => !this.now.paused);
  }

  /** The genomes that the next generation is to begin with, once. */
  takeGenomes(): readonly Genome[] {
    const { genomes } = this.now;
    this.now = { ...this.now, genomes: [] };
    return genomes;
  }
}

function checkExtension(generations: unknown, steered: Steered | undefined): void {
  const least = steered?.generation ?? 0;
  if (typeof generations === 'number' && Number.isInteger(generations) && generations > least) return;
  throw new PipelineError('STEERING_INVALID', `A search cannot have ${String(generations)} generations.`, {
    hint: `${String(least)} are done: give a whole number above that.`,
  });
}

function checkAddition(genome: unknown, steered: Steered | undefined): void {
  if (steered === undefined) {
    throw new PipelineError('STEERING_INVALID', 'The search has not begun.', {
      hint: 'Wait until its baseline is evaluated.',
    });
  }
  if (Array.isArray(genome) && genome.every((gene): gene is number => typeof gene === 'number')) {
    checkGenome(genome, steered.genes, 'The genome');
    return;
  }
  throw new PipelineError('STEERING_INVALID', 'A genome is a list of numbers, one a channel group.');
}

/** An update that is refused fails with the code and hint of a user's mistake. */
function refusing(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw asFailure(error);
  }
}

import { isCancellation } from '@temporalio/workflow';
import { PipelineError } from '../core/errors.js';
import { resolveValue } from '../core/pipeline/references.js';
import type { PlannedStep } from '../core/pipeline/plan.js';
import { asFailure } from './failure.js';
import type { RunBook } from './run-book.js';
import { runElements } from './step-run.js';
import type { StepSurroundings } from './steps.js';

type Surroundings = Omit<StepSurroundings, 'results'>;

/** Why a step does not run: its own condition or one before it said so, or a failure. */
type Omission = 'condition' | 'failure';

/**
 * Runs steps as soon as what they need has ended; steps without a path between them run together. A step that fails
 * holds up those that need it, and no others. Throws the first failure in the end, and a cancellation as such.
 */
export async function runSteps(
  steps: readonly PlannedStep[],
  book: RunBook,
  surroundings: Surroundings,
): Promise<void> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const omitted = new Map<string, Omission>();
  const failures: unknown[] = [];

  const runOne = async (step: PlannedStep): Promise<void> => {
    const omission = omissionOf(step);
    if (omission !== undefined) {
      omit(step, omission);
      return;
    }
    try {
      if (isWanted(step, book)) await runElements(step, book, surroundings);
      else omit(step, 'condition');
    } catch (error) {
      const failure = asFailure(error);
      book.fail(step.id, failure);
      if (!step.allowFailure || isCancellation(failure)) failures.push(failure);
    }
  };

  const omit = ({ id }: PlannedStep, omission: Omission): void => {
    omitted.set(id, omission);
    book.mark(id, { state: 'skipped' });
    if (omission === 'condition') book.takeOver(id);
  };

  const omissionOf = ({ needs, reads, if: condition }: PlannedStep): Omission | undefined => {
    if (failures.some(isCancellation)) return 'failure';
    if (condition !== undefined) return undefined;
    const isBroken = needs.some(
      (id) =>
        omitted.get(id) === 'failure' ||
        (book.stateOf(id) === 'failed' && byId.get(id)?.allowFailure === false),
    );
    if (isBroken) return 'failure';
    return reads.some((id) => book.stateOf(id) !== 'done') ? 'condition' : undefined;
  };

  const running = new Map<string, Promise<void>>();
  for (const step of steps) {
    const before = step.needs.flatMap((id) => running.get(id) ?? []);
    running.set(
      step.id,
      Promise.all(before).then(() => runOne(step)),
    );
  }
  await Promise.all(running.values());
  if (failures.length > 0) throw failures.find(isCancellation) ?? failures[0];
}

function isWanted({ id, if: condition }: PlannedStep, book: RunBook): boolean {
  const value = typeof condition === 'string' ? resolveValue(condition, book.context()) : (condition ?? true);
  if (typeof value === 'boolean') return value;
  throw new PipelineError('WRONG_VALUE', `The condition of step '${id}' is neither true nor false.`);
}

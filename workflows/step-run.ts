import { ApplicationFailure, CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { concreteStep } from '../core/pipeline/concrete.js';
import { elementsOf, type Element } from '../core/pipeline/elements.js';
import type { Retry, StepSpec } from '../core/pipeline/document.js';
import { repeatedOutput } from '../core/pipeline/outputs.js';
import type { PlannedStep } from '../core/pipeline/plan.js';
import { resolveValue } from '../core/pipeline/references.js';
import { originOf, specificationOfStep } from '../core/pipeline/specification.js';
import { deriveSeed } from '../core/random.js';
import { seconds } from '../core/schedule/duration.js';
import type { Outputs } from './results.js';
import type { RunBook } from './run-book.js';
import { runStep, type StepSurroundings } from './steps.js';

/**
 * Runs a step, for each of its elements, and writes down what came out. All elements are run, even where one fails; what
 * an earlier run found is taken over. Throws the first failure.
 */
export async function runElements(
  step: PlannedStep,
  book: RunBook,
  surroundings: Omit<StepSurroundings, 'results'>,
): Promise<void> {
  const began = Date.now();
  book.mark(step.id, { state: 'running' });
  const elements = elementsOf(step, book.context());
  if (elements === undefined) {
    throw ApplicationFailure.nonRetryable(`What step ${step.id} runs for is not a list.`, 'WRONG_VALUE');
  }
  book.mark(step.id, { total: elements.length });
  const earlier = book.begin(step, specificationOfStep(step, surroundings.plan));
  const parts = await inTurns(elements, step.maxParallel ?? elements.length, async (element, index) => {
    const outputs = Object.hasOwn(earlier, index)
      ? earlier[index]
      : await runElement(step, element, index, book, surroundings);
    book.keepPart(step.id, index, outputs);
    return outputs;
  });
  if (elements.every((_, index) => Object.hasOwn(earlier, index))) book.takeOver(step.id);
  const { uses } = step;
  const took = { uses, seconds: (Date.now() - began) / 1000 };
  if (!isRepeated(step)) book.end(step.id, { ...took, outputs: parts[0] });
  else book.end(step.id, { ...took, outputs: together(uses, parts), parts });
}

async function runElement(
  step: PlannedStep,
  element: Element,
  index: number,
  book: RunBook,
  surroundings: Omit<StepSurroundings, 'results'>,
): Promise<Outputs> {
  const context = { ...book.context(), ...element };
  const spec = concreteStep(step, context);
  const label = isRepeated(step) ? `${step.id} ${String(index + 1)}` : step.id;
  const seed = deriveSeed(
    surroundings.plan.seed,
    step.id,
    'matrix' in element ? JSON.stringify(element.matrix) : index,
  );
  return withRetries(spec.retry, () =>
    inTime(spec, label, () =>
      runStep({ ...surroundings, results: book.results() }, spec, {
        id: step.id,
        label,
        seed,
        origin: originOf(step, element, surroundings.plan),
        resolve: (value) => resolveValue(value, context),
      }),
    ),
  );
}

/** Runs a function for each of a list, so many at a time. Waits for all; throws the first failure. */
async function inTurns<T, R>(
  list: readonly T[],
  limit: number,
  run: (element: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < list.length && !failures.some(isCancellation)) {
      const index = next++;
      try {
        results[index] = await run(list[index], index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, list.length) }, turn));
  if (failures.length > 0) throw failures.find(isCancellation) ?? failures[0];
  return results;
}

async function withRetries<T>(retry: Retry | undefined, run: () => Promise<T>): Promise<T> {
  const attempts = retry?.attempts ?? 1;
  let wait = retry === undefined ? 0 : seconds(retry.delay) * 1000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= attempts || isCancellation(error)) throw error;
      await sleep(wait);
      wait *= retry?.backoff ?? 1;
    }
  }
}

async function inTime<T>({ timeout }: StepSpec, label: string, run: () => Promise<T>): Promise<T> {
  if (timeout === undefined) return run();
  const scope = new CancellationScope({ cancellable: true, timeout: seconds(timeout) * 1000 });
  try {
    return await scope.run(run);
  } catch (error) {
    if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
    throw ApplicationFailure.nonRetryable(
      `Step '${label}' took longer than its timeout of ${timeout}.`,
      'STEP_TIMEOUT',
    );
  }
}

function isRepeated({ forEach, matrix }: PlannedStep): boolean {
  return forEach !== undefined || matrix !== undefined;
}

function together(uses: StepSpec['uses'], parts: readonly Outputs[]): Outputs {
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  return Object.fromEntries(
    names.map((name) => {
      const { name: many, isJoined } = repeatedOutput(uses, name);
      return [many, isJoined ? parts.flatMap((part) => part[name]) : parts.map((part) => part[name])];
    }),
  );
}

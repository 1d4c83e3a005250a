import { annotatedTexts } from './annotations.js';
import { isMap } from './map.js';
import type { Plan } from './plan.js';
import { expressionsIn, inputsRead } from './references.js';
import { documentOf, type Draft } from './planned-step.js';

/** Keys of a step that have no influence on what comes out of it. */
const LIMITS = ['maxParallel', 'retry', 'timeout', 'allowFailure', 'taskQueue', 'needs'];

/**
 * Everything that a step's results depend on but for what the steps before it gave: its settings as they are written, with
 * the networks, datasets and targets that they name, and the pipeline's seed. Two steps of one specification do the same.
 */
export function specificationOfStep(draft: Draft, plan: Plan): string {
  const { seed, networks, datasets, targets } = plan;
  const sections: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    networks,
    datasets,
    targets,
  };
  const named = annotatedTexts(documentOf(draft)).flatMap(({ text, names }) =>
    names !== undefined && names in sections ? [[names, text, sections[names][text]]] : [],
  );
  const step = isMap(draft.step)
    ? Object.fromEntries(Object.entries(draft.step).filter(([key]) => !LIMITS.includes(key)))
    : draft.step;
  const read = annotatedTexts(documentOf(draft)).flatMap(({ text }) =>
    expressionsIn(text).flatMap(inputsRead),
  );
  // A search reads every target, as metrics of its constraints.
  return JSON.stringify({
    seed,
    step,
    named,
    inputs: read.map((name) => [name, plan.inputs[name]]),
    targets: isMap(step) && step.uses === 'search' ? targets : undefined,
  });
}

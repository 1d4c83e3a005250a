import { annotatedTexts } from './annotations.js';
import type { Element } from './elements.js';
import { fillDocument } from './fill.js';
import { isMap } from './map.js';
import type { Plan } from './plan.js';
import { expressionsIn, inputsRead } from './references.js';
import { documentOf, type Draft, stepIn, type PlannedStep } from './planned-step.js';

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
  const texts = annotatedTexts(documentOf(draft));
  const named = texts.flatMap(({ text, names }) =>
    names !== undefined && names in sections ? [[names, text, sections[names][text]]] : [],
  );
  const step = isMap(draft.step)
    ? Object.fromEntries(Object.entries(draft.step).filter(([key]) => !LIMITS.includes(key)))
    : draft.step;
  const read = texts.flatMap(({ text }) => expressionsIn(text).flatMap(inputsRead));
  // A search reads every target, as metrics of its constraints.
  return JSON.stringify({
    seed,
    step,
    named,
    inputs: read.map((name) => [name, plan.inputs[name]]),
    targets: isMap(step) && step.uses === 'search' ? targets : undefined,
  });
}

/** Settings of a search that say when it ends, and nothing of its way. */
const ENDS = ['generations', 'stop', 'maxFailed'];

/**
 * What the evaluations of one element of a search depend on, with all steps before it: two searches of one origin pay for
 * the same evaluations, the longer one for more. Known before the run, but for elements that only the run knows.
 */
export function originOf(step: PlannedStep, element: Element, plan: Plan): string {
  const { id, section } = step;
  const filled = stepIn(
    fillDocument(documentOf(step), { ...element }, () => () => undefined),
    step,
  );
  const settings = isMap(filled) && isMap(filled.with) ? Object.entries(filled.with) : [];
  const course = Object.fromEntries(settings.filter(([key]) => !ENDS.includes(key)));
  const own = specificationOfStep({ id, section, step: { uses: step.uses, with: course } }, plan);
  const before = plan.steps.filter((other) => step.reads.includes(other.id));
  return JSON.stringify([id, element, own, before.map((other) => originOf(other, {}, plan))]);
}

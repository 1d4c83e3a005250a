import type { Element } from './elements.js';
import { fillDocument } from './fill.js';
import { isMap } from './map.js';
import { documentOf, type PlannedStep, stepIn } from './planned-step.js';

/**
 * How many candidates a search can have evaluated on images, by the elements of its step: fewer are where candidates
 * return or miss the constraints. Undefined for other steps, and where a limit or the elements are not known before the run.
 */
export function evaluationsAtMost(step: PlannedStep): readonly number[] | undefined {
  if (step.uses !== 'search' || step.elements === undefined) return undefined;
  const counts = step.elements.flatMap((element) => countOf(step, element) ?? []);
  return counts.length === step.elements.length ? counts : undefined;
}

function countOf(step: PlannedStep, element: Element): number | undefined {
  const filled = stepIn(
    fillDocument(documentOf(step), { ...element }, () => () => undefined),
    step,
  );
  const settings = isMap(filled) && isMap(filled.with) ? filled.with : {};
  const { population, generations, stop } = settings;
  const limits = [
    typeof population === 'number' && typeof generations === 'number' ? population * generations : undefined,
    isMap(stop) ? stop.evaluations : undefined,
  ].filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? undefined : Math.min(...limits);
}

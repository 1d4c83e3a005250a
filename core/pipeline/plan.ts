import { annotatedTexts } from './annotations.js';
import { checkNames } from './check-names.js';
import { checkNotifications } from '../notification/check.js';
import { checkSchedule } from '../schedule/check.js';
import { checkSteps } from './check-steps.js';
import type { PipelineDocument, StepSpec } from './document.js';
import { checkCycles, inOrder, needsOf } from './needs.js';
import { fromObject, parseText } from './parse.js';
import type { Problem } from './problem.js';
import { sortProblems } from './problems.js';
import { scopeOf } from './scope.js';
import { validateShape } from './validate.js';

/** A step with its name; `needs` has the steps whose outputs it uses, and those that it names. */
export type PlannedStep = StepSpec & { readonly id: string };

/** A valid pipeline with its defaults filled in, the steps in an order in which each follows all that it needs. */
export interface Plan extends Pick<
  PipelineDocument,
  'name' | 'seed' | 'networks' | 'datasets' | 'targets' | 'schedule' | 'onSuccess' | 'onFailure'
> {
  readonly steps: readonly PlannedStep[];
}

export type Planned = { readonly plan: Plan } | { readonly problems: readonly Problem[] };

/** From a pipeline's text, or a document that is parsed already, to its plan, or to everything that is wrong with it. */
export function planPipeline(input: string | object, file: string): Planned {
  const source = typeof input === 'string' ? parseText(input, file) : fromObject(input, file);
  if (source.value === undefined) return { problems: sortProblems(source.problems) };
  const shape = validateShape(source);
  // Names and cycles are checked beside mistakes of shape, as far as the document allows: all mistakes at once.
  const scope = scopeOf(source.value);
  const texts = annotatedTexts(source.value);
  const needs = needsOf(texts, scope);
  const problems = [
    ...source.problems,
    ...('problems' in shape ? shape.problems : []),
    ...checkNames(texts, scope, source),
    ...checkSteps(source.value, source),
    ...checkSchedule(source.value, source),
    ...checkNotifications(source.value, source),
    ...checkCycles(needs, source),
  ];
  if ('problems' in shape || problems.length > 0) return { problems: sortProblems(problems) };
  const { name, seed, networks, datasets, targets, schedule, onSuccess, onFailure, steps } = shape.document;
  const planned = inOrder(needs).map((id): PlannedStep => ({ ...steps[id], id, needs: needs.get(id) ?? [] }));
  return {
    plan: { name, seed, networks, datasets, targets, schedule, onSuccess, onFailure, steps: planned },
  };
}

import { checkNames } from './check-names.js';
import type { PipelineDocument, StepSpec } from './document.js';
import { parseExpression } from './expression.js';
import { fromObject, parseText, type Source } from './parse.js';
import type { Problem } from './problem.js';
import { sortProblems } from './problems.js';
import { expressionsIn, stepsRead } from './references.js';
import { validateShape } from './validate.js';

/** A step with its name; `needs` has the steps whose outputs it uses, and those that it names. */
export type PlannedStep = StepSpec & { readonly id: string };

/** A valid pipeline with its defaults filled in, the steps in an order in which each follows all that it needs. */
export interface Plan extends Pick<PipelineDocument, 'name' | 'seed' | 'networks' | 'datasets' | 'targets'> {
  readonly steps: readonly PlannedStep[];
}

export type Planned = { readonly plan: Plan } | { readonly problems: readonly Problem[] };

/** From a pipeline's text, or a document that is parsed already, to its plan, or to everything that is wrong with it. */
export function planPipeline(input: string | object, file: string): Planned {
  const source = typeof input === 'string' ? parseText(input, file) : fromObject(input, file);
  if (source.problems.length > 0) return { problems: sortProblems(source.problems) };
  const shape = validateShape(source);
  if ('problems' in shape) {
    // References are checked beside mistakes of shape as far as the document allows: all mistakes at once.
    return { problems: sortProblems([...shape.problems, ...referencesIn(source)]) };
  }
  const { document } = shape;
  const problems = checkNames(document, source);
  if (problems.length > 0) return { problems: sortProblems(problems) };
  const needs = allNeeds(document);
  const order = topologicalOrder(needs);
  if ('cycle' in order) return { problems: [cycleProblem(order.cycle, source)] };
  const { name, seed, networks, datasets, targets } = document;
  const steps = order.ids.map((id): PlannedStep => ({
    ...document.steps[id],
    id,
    needs: needs.get(id) ?? [],
  }));
  return { plan: { name, seed, networks, datasets, targets, steps } };
}

/** Problems of references in a document that is not valid: what can be said where its sections are at least maps. */
function referencesIn(source: Source): readonly Problem[] {
  const { value } = source;
  if (!isRecord(value) || !isRecord(value.steps)) return [];
  const { networks = {}, datasets = {}, targets = {} } = value;
  const steps = Object.entries(value.steps);
  if (!isRecord(networks) || !isRecord(datasets) || !isRecord(targets)) return [];
  const known = steps.filter((entry): entry is [string, StepSpec] => isStep(entry[1]));
  if (known.length < steps.length) return [];
  return checkNames({ networks, datasets, targets, steps: Object.fromEntries(known) }, source);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const KINDS: readonly string[] = [
  'train',
  'load',
  'save',
  'search',
  'select',
  'finetune',
  'evaluate',
  'compile',
  'report',
];

function isStep(value: unknown): value is StepSpec {
  return isRecord(value) && typeof value.uses === 'string' && KINDS.includes(value.uses);
}

function allNeeds(document: PipelineDocument): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, readonly string[]>();
  const reports = Object.keys(document.steps).filter((id) => document.steps[id].uses === 'report');
  for (const [id, step] of Object.entries(document.steps)) {
    const read = textsIn([step.with, step.forEach])
      .flatMap(expressionsIn)
      .map(parseExpression)
      .flatMap(stepsRead);
    // A report that names nothing to wait for tells of all the rest.
    const all = step.uses === 'report' && step.needs.length === 0;
    const rest = all ? Object.keys(document.steps).filter((other) => !reports.includes(other)) : [];
    needs.set(id, [...new Set([...read, ...step.needs, ...rest])]);
  }
  return needs;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Steps in the order of the file as far as their needs allow (Kahn 1962). */
function topologicalOrder(
  needs: ReadonlyMap<string, readonly string[]>,
): { readonly ids: readonly string[] } | { readonly cycle: readonly string[] } {
  const ids: string[] = [];
  const left = new Set(needs.keys());
  while (left.size > 0) {
    const ready = [...left].filter((id) => (needs.get(id) ?? []).every((need) => !left.has(need)));
    if (ready.length === 0) return { cycle: [...left] };
    for (const id of ready) {
      ids.push(id);
      left.delete(id);
    }
  }
  return { ids };
}

function cycleProblem(cycle: readonly string[], source: Source): Problem {
  return {
    code: 'CYCLE',
    message: `These steps wait for each other: ${cycle.join(', ')}.`,
    place: source.locate(['steps', cycle[0]], 'key'),
    hint: 'Remove a reference or an entry of needs.',
  };
}

import { annotatedTexts } from './annotations.js';
import { checkExpressions, checkNames, type SayAt, unlessTold } from './check-names.js';
import { checkNested } from './check-nested.js';
import type { PipelineDocument } from './document.js';
import { fillTexts } from './fill.js';
import { readInputs, type InputValues } from './inputs.js';
import { isMap } from './map.js';
import { checkCycles, inOrder, needsOf, readingsIn, usesOf, type Needs } from './needs.js';
import { nestedOutputs, type NestedFiles } from './nested.js';
import { checkNotifications } from '../notification/check.js';
import { checkSchedule } from '../schedule/check.js';
import { fromObject, parseText } from './parse.js';
import { draftsOf, filesIn, type FileUse, planStep, type PlannedStep } from './planned-step.js';
import type { Path, Problem } from './problem.js';
import { distinctProblems, sortProblems } from './problems.js';
import { scopeOf, STEP_SECTIONS, type StepSection } from './scope.js';
import { validateFrame } from './validate.js';

export type { PlannedStep } from './planned-step.js';

/** A valid pipeline with its defaults filled in, the steps in an order in which each follows all that it needs. */
export interface Plan extends Pick<
  PipelineDocument,
  'name' | 'seed' | 'networks' | 'datasets' | 'targets' | 'schedule' | 'onSuccess' | 'onFailure'
> {
  readonly inputs: InputValues;
  readonly steps: readonly PlannedStep[];
  /** Those that run when all others have ended. */
  readonly finally: readonly PlannedStep[];
  readonly files: readonly FileUse[];
  /** Expressions by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

export type Planned = { readonly plan: Plan } | { readonly problems: readonly Problem[] };

export interface PlanOptions {
  /** Values that were given for inputs. */
  readonly inputs?: InputValues;
  /** Other pipeline files that it runs. Without them, nothing is said of these. */
  readonly files?: NestedFiles;
}

/** From a pipeline's text, or a document that is parsed already, to its plan, or to everything that is wrong with it. */
export function planPipeline(
  input: string | object,
  file: string,
  { inputs: given = {}, files }: PlanOptions = {},
): Planned {
  const source = typeof input === 'string' ? parseText(input, file) : fromObject(input, file);
  if (source.value === undefined) return { problems: sortProblems(source.problems) };
  // Names and cycles are checked beside mistakes of shape, as far as the document allows: all mistakes at once.
  const problems: Problem[] = [...source.problems];
  const told = new Set<string>();
  const sayAt: SayAt = (path) => (code, message, hint) => {
    told.add(JSON.stringify(path));
    problems.push({ code, message, place: source.locate(path), hint });
  };
  const isTold = (path: Path): boolean => told.has(JSON.stringify(path));
  const { values: inputs, problems: inputProblems } = readInputs(source, given);
  const scope = scopeOf(source.value, nestedOutputs(source.value, files ?? new Map()));
  const texts = annotatedTexts(source.value);
  const open = texts.filter(({ text }) => text.includes('${{'));
  checkExpressions(open, scope, sayAt);
  const filled = fillTexts(source.value, open, { inputs }, unlessTold({ sayAt, isTold }));
  const bare = withoutSteps(filled);
  const frame = validateFrame(bare, { locate: source.locate, isTold });
  const bareTexts = annotatedTexts(bare);
  checkNames(bareTexts, scope, { sayAt, isTold });
  const steps = draftsOf(filled).map((draft) =>
    planStep(draft, filled, { scope, inputs, source, sayAt, isTold }),
  );
  const readings = readingsIn(texts, { inputs });
  const needs = STEP_SECTIONS.map((section) => needsOf(readings, scope, section));
  const found = distinctProblems([
    ...problems,
    ...inputProblems,
    ...('problems' in frame ? frame.problems : []),
    ...steps.flatMap((step) => ('problems' in step ? step.problems : [])),
    ...STEP_SECTIONS.flatMap((section, index) => checkCycles(needs[index], section, source)),
    ...checkSchedule(filled, source),
    ...checkNotifications(filled, source),
    ...checkNested(filled, files, inputs, source, planPipeline),
  ]);
  if ('problems' in frame || found.length > 0) return { problems: found };
  const { name, seed, networks, datasets, targets, outputs, schedule, onSuccess, onFailure } = frame.document;
  const planned = new Map(
    steps.flatMap((step) => ('planned' in step ? [[step.planned.id, step.planned]] : [])),
  );
  // What no step of this run uses, such as the dataset of another scale, need not be there.
  const used = new Set([...planned.values()].flatMap(({ names }) => names));
  const declared = filesIn(bareTexts).filter(
    ({ path: [section, name] }) => section !== 'datasets' || used.has(`datasets.${String(name)}`),
  );
  const uses = usesOf(readings);
  const ordered = (own: Needs) =>
    inOrder(own).flatMap((id): readonly PlannedStep[] => {
      const step = planned.get(id);
      return step === undefined ? [] : [{ ...step, needs: own.get(id) ?? [], reads: uses.get(id) ?? [] }];
    });
  return {
    plan: {
      name,
      seed,
      networks,
      datasets,
      targets,
      schedule,
      onSuccess,
      onFailure,
      inputs,
      outputs,
      files: [...declared, ...[...planned.values()].flatMap(({ files }) => files)],
      steps: ordered(needs[0]),
      finally: ordered(needs[1]),
    },
  };
}

/** A document in which nothing of its steps is left but their names. */
function withoutSteps(document: unknown): unknown {
  if (!isMap(document)) return document;
  const bare = (section: StepSection) => {
    const steps = document[section];
    if (!isMap(steps)) return {};
    return { [section]: Object.fromEntries(Object.keys(steps).map((id) => [id, true])) };
  };
  return { ...document, ...bare('steps'), ...bare('finally') };
}

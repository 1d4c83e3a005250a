import { EspalierError } from '../errors.js';
import { type Annotated, annotatedTexts } from './annotations.js';
import { checkNames, type SayAt, type Telling, unlessTold } from './check-names.js';
import { checkStep } from './check-steps.js';
import type { StepSpec } from './document.js';
import { elementsOf, type Element } from './elements.js';
import { fillDocument, sampleDocument } from './fill.js';
import type { InputValues } from './inputs.js';
import { isMap } from './map.js';
import { MAX_COMBINATIONS } from './matrix.js';
import type { Source } from './parse.js';
import type { Path, Problem } from './problem.js';
import { STEP_SECTIONS, type Scope, type StepSection } from './scope.js';
import { validateStep } from './validate.js';

/** Keys that are about a step with all its elements. */
type WholeKeys = 'if' | 'forEach' | 'matrix' | 'maxParallel' | 'allowFailure';

/** A step as it is written, with the values of inputs put in. */
export interface Draft {
  readonly section: StepSection;
  readonly id: string;
  readonly step: unknown;
}

/**
 * A step that is ready to be run. Its settings have expressions still, as far as they read what only the run knows:
 * `concreteStep` gives them their values.
 */
export interface PlannedStep extends Pick<StepSpec, 'uses' | WholeKeys>, Draft {
  /** Its `with`, as it is written. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The steps that it waits for: those that it reads anything of, and those that it names. */
  readonly needs: readonly string[];
  /** The steps whose outputs it uses. */
  readonly reads: readonly string[];
  /** What it runs for, where that is known before the run. */
  readonly elements: readonly Element[] | undefined;
  readonly files: readonly FileUse[];
  /** The networks, datasets and targets that it names, as `datasets.<name>`. */
  readonly names: readonly string[];
}

/** A file that a pipeline reads or writes, and where it says so. */
export interface FileUse {
  readonly path: Path;
  readonly file: string;
  readonly use: 'input' | 'output';
}

/** The files that are written out in a document. */
export function filesIn(texts: readonly Annotated[]): readonly FileUse[] {
  return texts.flatMap(({ path, text, file }) =>
    file === undefined || text.includes('${{') ? [] : [{ path, file: text, use: file }],
  );
}

export interface StepSurroundings extends Telling {
  readonly scope: Scope;
  readonly inputs: InputValues;
  readonly source: Source;
}

/** The steps of a document, which may have any mistake. */
export function draftsOf(document: unknown): readonly Draft[] {
  return STEP_SECTIONS.flatMap((section) => {
    const steps = isMap(document) ? document[section] : undefined;
    return isMap(steps) ? Object.entries(steps).map(([id, step]) => ({ section, id, step })) : [];
  });
}

/** Checks a step, for each of its elements where they are known. */
export function planStep(
  draft: Draft,
  document: unknown,
  { scope, inputs, source, sayAt, isTold }: StepSurroundings,
): { readonly planned: PlannedStep } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const elements = knownElements(draft, inputs, (path) => (code, message, hint) => {
    problems.push({ code, message, hint, place: source.locate(path) });
  });
  const files: FileUse[] = [];
  const used = new Set<string>();
  let spec: StepSpec | undefined;
  for (const element of elements === undefined || elements.length === 0 ? [{}] : elements) {
    const variant = fillDocument(documentOf(draft), { ...element }, unlessTold({ sayAt, isTold }));
    const texts = annotatedTexts(variant);
    checkNames(texts, scope, { sayAt, isTold });
    files.push(...filesIn(texts));
    for (const { names, text } of texts) if (names !== undefined) used.add(`${names}.${text}`);
    problems.push(...checkStep(draft, stepIn(variant, draft), document, source));
    const sampled = stepIn(sampleDocument(variant, texts), draft);
    const shape = validateStep(sampled, [draft.section, draft.id], { locate: source.locate, isTold });
    if ('problems' in shape) problems.push(...shape.problems);
    else spec ??= shape.document;
  }
  if (problems.length > 0 || spec === undefined) return { problems };
  const { uses, if: condition, forEach, matrix, maxParallel, allowFailure } = spec;
  return {
    planned: {
      ...draft,
      uses,
      if: condition,
      forEach,
      matrix,
      maxParallel,
      allowFailure,
      elements,
      files,
      names: [...used],
      settings: isMap(draft.step) && isMap(draft.step.with) ? draft.step.with : {},
      needs: [],
      reads: [],
    },
  };
}

/** A document of one step. */
export function documentOf({ section, id, step }: Draft): object {
  const frame = { version: 1, name: 'part' };
  return section === 'steps'
    ? { ...frame, steps: { [id]: step } }
    : { ...frame, steps: { other: { uses: 'report' } }, finally: { [id]: step } };
}

export function stepIn(document: unknown, { section, id }: Draft): unknown {
  const steps = isMap(document) ? document[section] : undefined;
  return isMap(steps) ? steps[id] : undefined;
}

function knownElements(
  { section, id, step }: Draft,
  inputs: InputValues,
  sayAt: SayAt,
): readonly Element[] | undefined {
  if (!isMap(step)) return [{}];
  const key = step.forEach === undefined ? 'matrix' : 'forEach';
  const path = [section, id, key];
  try {
    const elements = elementsOf(step, { inputs });
    if (elements === undefined) return undefined;
    if (elements.length > MAX_COMBINATIONS) {
      sayAt(path)(
        'OUT_OF_RANGE',
        `'${path.join('.')}' has ${elements.length} elements; it must have at most ${MAX_COMBINATIONS}.`,
      );
      return [];
    }
    if (elements.length === 0 && key === 'matrix') {
      sayAt(path)(
        'OUT_OF_RANGE',
        `'${path.join('.')}' has no combination.`,
        'Give it lists with elements, and exclude fewer of their combinations.',
      );
    }
    return elements;
  } catch (error) {
    // An expression that fails is told where it stands.
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}

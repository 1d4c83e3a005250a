import { EspalierError } from '../errors.js';
import type { Annotated } from './annotations.js';
import { checkConstraint, checkObjective } from './check-metrics.js';
import { readerAt, typeOfExpression, type Say } from './expression-type.js';
import { parseExpression } from './expression.js';
import { suggest } from './near.js';
import { COMPUTED, elementType } from './outputs.js';
import type { Path } from './problem.js';
import { expressionsIn, hasOpenExpression, wholeExpression } from './references.js';
import type { Scope } from './scope.js';

/** Told of a mistake at a path. */
export type SayAt = (path: Path) => Say;

export interface Telling {
  readonly sayAt: SayAt;
  /** Whether something was said of the path already. */
  readonly isTold: (path: Path) => boolean;
}

/** Tells nothing of a path that something was said of already. */
export function unlessTold({ sayAt, isTold }: Telling): SayAt {
  return (path) => (isTold(path) ? () => undefined : sayAt(path));
}

/** Checks the names, constraints and objectives that are written out in a document, which may have other mistakes. */
export function checkNames(texts: readonly Annotated[], scope: Scope, telling: Telling): void {
  for (const annotated of texts) checkText(annotated, scope, telling);
}

function checkText(at: Annotated, scope: Scope, { sayAt, isTold }: Telling): void {
  const { path, text, names, takes, constraint, objective } = at;
  const say = sayAt(path);
  const isOpen = text.includes('${{');
  if (names !== undefined && isOpen) {
    if (takes !== undefined || isTold(path)) return;
    say(
      'WRONG_REFERENCE',
      `'${text}' stands where a name is needed.`,
      `Name one of the ${names}; an expression there can read inputs, and what is known of matrix and item.`,
    );
  } else if (isOpen) return;
  else if (constraint) attempt(() => checkConstraint(at, scope, say), say);
  else if (objective) attempt(() => checkObjective(at, scope, say), say);
  else if (names !== undefined) checkName(text, names, takes, scope, say);
  else if (takes !== undefined) {
    const example = EXAMPLES[takes] ?? `steps.<step>.${takes}`;
    say(
      'WRONG_REFERENCE',
      `'${text}' is no expression; one that gives ${indefinite(takes)} is needed here.`,
      `Write \${{ ${example} }}.`,
    );
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  list: 'steps.<step>.<outputs>',
  any: 'steps.<step>.<output>',
  boolean: 'inputs.<input>',
};

/** Checks every expression of a document as it is written: its syntax, what it reads, and the type of its value. */
export function checkExpressions(texts: readonly Annotated[], scope: Scope, sayAt: SayAt): void {
  for (const annotated of texts) {
    const say = sayAt(annotated.path);
    if (!hasOpenExpression(annotated.text)) checkExpression(annotated, scope, say);
    else say('BAD_EXPRESSION', `'${annotated.text}' opens \${{ and does not close it with }}.`);
  }
}

function checkName(text: string, section: string, takes: string | undefined, scope: Scope, say: Say): void {
  const known = namesOf(scope, section);
  if (known === undefined || known.includes(text)) return;
  const singular = section.replace(/s$/, '');
  const hint = suggest(text, known, section);
  say(
    `UNKNOWN_${singular.toUpperCase()}`,
    `There is no ${singular} '${text}'.`,
    takes === undefined ? hint : `${hint} An expression that gives a ${takes} will do as well.`,
  );
}

function checkExpression({ path, text, names, takes, kind }: Annotated, scope: Scope, say: Say): void {
  const whole = wholeExpression(text);
  if (takes !== undefined && whole === undefined) {
    say('WRONG_REFERENCE', `'${text}' is not one expression.`, `Write \${{ … }} and nothing around it.`);
    return;
  }
  const reader = readerAt(path, scope);
  for (const inner of expressionsIn(text)) {
    const expression = attempt(() => parseExpression(inner), say);
    if (expression === undefined) continue;
    const type = typeOfExpression(expression, scope, reader, say);
    const mayBeName =
      names !== undefined && !expression.reads.some(([head]) => head === 'steps' || head === 'run');
    const wanted = takes ?? (whole === undefined ? undefined : kind);
    if (wanted === undefined || type === undefined || fits(type, wanted, mayBeName)) continue;
    say(
      'WRONG_REFERENCE',
      `'${inner}' is ${indefinite(type)}; ${indefinite(wanted)} is needed here.`,
      hintForType(type, wanted),
    );
  }
}

/** Types that have a text for a value. */
const TEXTS = ['text', 'path', 'file', 'report', 'number', 'boolean'];

function fits(type: string, wanted: string, isNamed: boolean): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'list':
      return elementType(type) !== undefined || type === COMPUTED;
    case 'text':
      return TEXTS.includes(type) || type === COMPUTED;
    case 'number':
    case 'boolean':
      return type === wanted || type === COMPUTED;
    default:
      // A text may be the name of what is wanted.
      return type === wanted || (isNamed && type === 'text');
  }
}

const PHRASES: Readonly<Record<string, string>> = { text: 'text', any: 'a value', boolean: 'true or false' };

/** A type with its article; some are plural. */
function indefinite(type: string): string {
  return PHRASES[type] ?? (type.endsWith('s') ? type : `a ${type}`);
}

function hintForType(type: string, takes: string): string {
  if (elementType(type) === takes) {
    return `Give the step a forEach over it and write \${{ item }}, or take one element with [0].`;
  }
  if (type === 'front' && (takes === 'list' || takes === 'candidate')) {
    return 'Choose candidates from a front with a select step first.';
  }
  if (type === 'candidate' && takes === 'network') {
    return 'Make networks of candidates with a finetune step first.';
  }
  return 'Refer to an output of the right kind.';
}

function namesOf(scope: Scope, section: string): readonly string[] | undefined {
  switch (section) {
    case 'networks':
      return scope.networks;
    case 'datasets':
      return scope.datasets;
    case 'targets':
      return scope.targets;
    default:
      return scope.steps && [...scope.steps.keys()];
  }
}

/** What a function gives; undefined after a user's mistake in it was said. */
function attempt<T>(parse: () => T, say: Say): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof EspalierError)) throw error;
    say(error.code, error.message, error.hint);
    return undefined;
  }
}

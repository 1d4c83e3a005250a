import { EspalierError } from '../errors.js';
import type { Annotated } from './annotations.js';
import { checkConstraint, checkObjective } from './check-metrics.js';
import { typeOfExpression, type Say } from './expression-type.js';
import { parseExpression } from './expression.js';
import { suggest } from './near.js';
import { elementType } from './outputs.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { expressionsIn, hasOpenExpression, wholeExpression } from './references.js';
import type { KnownStep, Scope } from './scope.js';

/** Checks every name, reference and constraint of a document, which may have mistakes of other kinds. */
export function checkNames(
  texts: readonly Annotated[],
  scope: Scope,
  source: Pick<Source, 'locate'>,
): readonly Problem[] {
  return texts.flatMap((annotated) => {
    const problems: Problem[] = [];
    check(annotated, scope, (code, message, hint) => {
      problems.push({ code, message, place: source.locate(annotated.path), hint });
    });
    return problems;
  });
}

function check(at: Annotated, scope: Scope, say: Say): void {
  const { text, names, takes, constraint, objective } = at;
  if (constraint) attempt(() => checkConstraint(at, scope, say), say);
  else if (objective) attempt(() => checkObjective(at, scope, say), say);
  else if (hasOpenExpression(text))
    say('BAD_EXPRESSION', `'${text}' opens \${{ and does not close it with }}.`);
  else if (expressionsIn(text).length > 0) checkExpressions(at, scope, say);
  else if (names !== undefined) checkName(text, names, takes, scope, say);
  else if (takes !== undefined) {
    const example = takes === 'list' ? 'steps.<step>.<outputs>' : `steps.<step>.${takes}`;
    say(
      'WRONG_REFERENCE',
      `'${text}' is no expression; one that gives ${indefinite(takes)} is needed here.`,
      `Write \${{ ${example} }}.`,
    );
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

function checkExpressions({ path, text, names, takes }: Annotated, scope: Scope, say: Say): void {
  const whole = wholeExpression(text);
  if (takes !== undefined && whole === undefined) {
    say('WRONG_REFERENCE', `'${text}' is not one expression.`, `Write \${{ … }} and nothing around it.`);
    return;
  }
  if (takes === undefined && names !== undefined) {
    say('WRONG_REFERENCE', `'${text}' stands where a name is needed.`, `Name one of the ${names}.`);
    return;
  }
  const step = stepOf(path, scope);
  for (const inner of expressionsIn(text)) {
    const tree = attempt(() => parseExpression(inner).tree, say);
    if (tree === undefined) continue;
    const type = typeOfExpression(tree, scope, step, say);
    if (takes === undefined || type === undefined) continue;
    if (takes === 'list' ? elementType(type) !== undefined : type === takes) continue;
    say(
      'WRONG_REFERENCE',
      `'${inner}' is ${indefinite(type)}; ${indefinite(takes)} is needed here.`,
      hintForType(type, takes),
    );
  }
}

/** A type with its article; some are plural. */
function indefinite(type: string): string {
  return type.endsWith('s') ? type : `a ${type}`;
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

/** Where an expression stands; a `forEach` itself has no item. */
function stepOf([section, id, key]: Annotated['path'], { steps }: Scope): KnownStep | undefined {
  const step = section === 'steps' ? steps?.get(String(id)) : undefined;
  return key === 'forEach' ? { uses: step?.uses } : step;
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

import type { ASTNode } from '@marcbachmann/cel-js';
import { isMap } from './map.js';
import { suggest } from './near.js';
import { COMPUTED, elementType, STATE_FIELDS, typeOfValue } from './outputs.js';
import { parseExpression, type Expression } from './expression.js';
import type { Path } from './problem.js';
import { wholeExpression } from './references.js';
import { STEP_SECTIONS, type KnownStep, type Scope, type StepSection } from './scope.js';
import { boundBy, childrenOf, memberPath } from './tree.js';

/** Told of what is wrong with an expression. */
export type Say = (code: string, message: string, hint?: string) => void;

/** Where an expression stands, and what it can read there. */
export interface Reader {
  readonly heads: readonly string[];
  readonly section?: StepSection;
  readonly step?: KnownStep;
}

/** Fields of `run`. */
const RUN_FIELDS = ['id', 'state', 'error'];
/** Keys that are about a step with all its elements. */
const WHOLE = ['if', 'forEach', 'matrix', 'maxParallel', 'allowFailure', 'needs'];

/** What can be read at a place of the document. */
export function readerAt([section, id, key]: Path, { steps }: Scope): Reader {
  if (section === 'outputs') return { heads: ['inputs', 'steps', 'run'], section: 'finally' };
  const own = STEP_SECTIONS.find((name) => name === section);
  if (own === undefined) return { heads: ['inputs'] };
  const step = steps?.get(String(id));
  const whole = WHOLE.includes(String(key));
  return {
    heads: [
      'inputs',
      'steps',
      'run',
      ...(whole || step?.forEach === undefined ? [] : ['item']),
      ...(whole || step?.matrix === undefined ? [] : ['matrix']),
    ],
    section: own,
    step,
  };
}

/**
 * The type of an expression's value, such as `network` or `list of candidate`; undefined where nothing is known of it,
 * or after `say` was told what is wrong.
 */
export function typeOfExpression(
  expression: Expression,
  scope: Scope,
  reader: Reader,
  say: Say,
): string | undefined {
  if (expression.path !== undefined) return typeOfPath(expression.path, scope, reader, say);
  const typeOf = (node: ASTNode, bound: readonly string[]): string | undefined => {
    const path = memberPath(node);
    if (path !== undefined) return bound.includes(path[0]) ? undefined : typeOfPath(path, scope, reader, say);
    const types = childrenOf(node).map((child) => typeOf(child, [...bound, ...boundBy(node)]));
    switch (node.op) {
      case 'value':
        return typeOfLiteral(node.args);
      case '[]':
        return types[0] === undefined ? undefined : (elementType(types[0]) ?? COMPUTED);
      case '?:':
        return types[1] === types[2] ? types[1] : COMPUTED;
      case 'list':
        return listOf(types);
      case '+':
        return types[0] !== undefined && types[0] === types[1] && elementType(types[0]) !== undefined
          ? types[0]
          : COMPUTED;
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '&&':
      case '||':
      case '!_':
      case 'in':
        return 'boolean';
      case '.':
        return undefined;
      case 'rcall':
        return node.args[0] === 'filter' ? types[0] : COMPUTED;
      default:
        return COMPUTED;
    }
  };
  return typeOf(expression.tree, []);
}

function typeOfLiteral(value: unknown): string | undefined {
  return typeof value === 'bigint' ? 'number' : typeOfValue(value);
}

function typeOfPath(
  [head, ...rest]: readonly string[],
  scope: Scope,
  reader: Reader,
  say: Say,
): string | undefined {
  if (!reader.heads.includes(head)) {
    sayUnknown(head, reader, say);
    return undefined;
  }
  switch (head) {
    case 'item':
      return within(rest, typeOfItem(scope, reader));
    case 'inputs':
      return typeOfInput(rest, scope, say);
    case 'matrix':
      return typeOfAxis(rest, scope, reader, say);
    case 'run':
      if (RUN_FIELDS.includes(rest[0])) return 'text';
      say(
        'UNKNOWN_REFERENCE',
        `'${['run', ...rest].join('.')}' is nothing that a run has.`,
        suggest(rest[0] ?? '', RUN_FIELDS, 'fields'),
      );
      return undefined;
    default:
      return typeOfStep(rest, scope, reader, say);
  }
}

function sayUnknown(head: string, { heads, section }: Reader, say: Say): void {
  if (head === 'item') {
    say('UNKNOWN_REFERENCE', "There is no 'item' outside a step with forEach.", 'Give the step a forEach.');
  } else if (head === 'matrix') {
    say('UNKNOWN_REFERENCE', "There is no 'matrix' outside a step with matrix.", 'Give the step a matrix.');
  } else if (section === undefined && (head === 'steps' || head === 'run')) {
    say('UNKNOWN_REFERENCE', `'${head}' cannot be read here, before the run.`, 'Only inputs can.');
  } else {
    say('UNKNOWN_REFERENCE', `There is no '${head}' to refer to.`, suggest(head, heads, 'names'));
  }
}

function within(fields: readonly string[], type: string | undefined): string | undefined {
  return fields.length === 0 ? type : undefined;
}

function typeOfInput(
  [name = '', ...fields]: readonly string[],
  { inputs }: Scope,
  say: Say,
): string | undefined {
  if (!inputs.has(name)) {
    say('UNKNOWN_INPUT', `There is no input '${name}'.`, suggest(name, [...inputs.keys()], 'inputs'));
    return undefined;
  }
  const spec = inputs.get(name);
  const types: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'number',
    number: 'number',
    boolean: 'boolean',
    list: `list of ${COMPUTED}`,
  };
  const type = isMap(spec) && typeof spec.type === 'string' ? spec.type : undefined;
  return within(fields, type === undefined ? undefined : (types[type] ?? type));
}

function typeOfStep(
  path: readonly string[],
  { steps }: Scope,
  { section }: Reader,
  say: Say,
): string | undefined {
  if (path.length < 2) {
    const written = ['steps', ...path].join('.');
    say('UNKNOWN_REFERENCE', `'${written}' names no output.`, 'Write steps.<step>.<output>.');
    return undefined;
  }
  const [id, output, ...fields] = path;
  if (steps === undefined) return undefined;
  const step = steps.get(id);
  if (step === undefined || (step.section === 'finally' && section === 'steps')) {
    const known = [...steps].flatMap(([name, other]) =>
      section === 'steps' && other.section === 'finally' ? [] : [name],
    );
    say(
      'UNKNOWN_STEP',
      step === undefined ? `There is no step '${id}'.` : `The step '${id}' runs when all others have ended.`,
      suggest(id, known, 'steps'),
    );
    return undefined;
  }
  if (STATE_FIELDS.includes(output)) return 'text';
  if (step.outputs === undefined) return undefined;
  if (!step.outputs.has(output)) {
    say(
      'UNKNOWN_OUTPUT',
      `Step '${id}' has no output '${output}'.`,
      suggest(output, [...step.outputs.keys()], 'outputs'),
    );
  }
  return within(fields, step.outputs.get(output));
}

/** Mistakes in the `forEach` itself are told where it stands, not wherever its item is used. */
function typeOfItem(scope: Scope, { step, section }: Reader): string | undefined {
  return typeOfElements(step?.forEach, scope, section);
}

function typeOfAxis(
  [name = '', ...fields]: readonly string[],
  scope: Scope,
  { step, section }: Reader,
  say: Say,
): string | undefined {
  const { matrix } = step ?? {};
  if (!isMap(matrix)) return undefined;
  const { include = [], ...others } = matrix;
  const lists = Object.fromEntries(Object.entries(others).filter(([key]) => key !== 'exclude'));
  const added = Array.isArray(include)
    ? include.flatMap((entry) => (isMap(entry) ? Object.keys(entry) : []))
    : [];
  if (!(name in lists || added.includes(name))) {
    say(
      'UNKNOWN_REFERENCE',
      `The matrix has no '${name}'.`,
      suggest(name, [...new Set([...Object.keys(lists), ...added])], 'names'),
    );
    return undefined;
  }
  if (added.includes(name)) return undefined;
  return within(fields, typeOfElements(lists[name], scope, section));
}

/** The type of what a list has that is written out, or that an expression gives. */
function typeOfElements(list: unknown, scope: Scope, section: StepSection | undefined): string | undefined {
  const type = Array.isArray(list)
    ? listOf(list.map((element: unknown) => typeOfWritten(element, scope, section)))
    : typeof list === 'string'
      ? typeOfText(list, scope, section)
      : undefined;
  const element = type === undefined ? undefined : elementType(type);
  return element === COMPUTED ? undefined : element;
}

function typeOfWritten(value: unknown, scope: Scope, section: StepSection | undefined): string | undefined {
  return typeof value === 'string' && wholeExpression(value) !== undefined
    ? typeOfText(value, scope, section)
    : typeOfValue(value);
}

/** The type of a list of elements of these types. */
function listOf(types: readonly (string | undefined)[]): string {
  const [first] = types;
  return `list of ${first !== undefined && types.every((type) => type === first) ? first : COMPUTED}`;
}

function typeOfText(text: string, scope: Scope, section: StepSection | undefined): string | undefined {
  const whole = wholeExpression(text);
  if (whole === undefined) return undefined;
  try {
    const reader = { heads: ['inputs', 'steps', 'run'], section };
    return typeOfExpression(parseExpression(whole), scope, reader, () => undefined);
  } catch {
    return undefined;
  }
}

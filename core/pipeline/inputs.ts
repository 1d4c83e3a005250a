import { parse } from 'yaml';
import { suggest } from './near.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { isMap } from './map.js';

/** Values of inputs by name. */
export type InputValues = Readonly<Record<string, unknown>>;

export interface ReadInputs {
  /** Of the inputs that have one of the right kind. */
  readonly values: InputValues;
  readonly problems: readonly Problem[];
}

/** The values of a document's inputs: those that are given, else their defaults. The document may have any mistake. */
export function readInputs(source: Source, given: InputValues): ReadInputs {
  const specs = Object.entries(sectionOf(source.value));
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, spec] of specs) {
    if (!isMap(spec)) continue;
    const say = (code: string, message: string, hint: string, key?: string) => {
      const path = ['inputs', name, ...(key === undefined ? [] : [key])];
      problems.push({ code, message, hint, place: source.locate(path, key === undefined ? 'key' : 'value') });
    };
    const isGiven = Object.hasOwn(given, name);
    if (!isGiven && !('default' in spec)) {
      say(
        'MISSING_INPUT',
        `The input '${name}' has no value.`,
        `Give one with --set ${name}=<value>, or a default.`,
      );
      continue;
    }
    const value = isGiven ? given[name] : spec.default;
    const wrong = mismatch(value, spec);
    if (wrong === undefined) values[name] = value;
    else
      say(
        'BAD_INPUT',
        `The input '${name}' is ${JSON.stringify(value)}; ${wrong}.`,
        'Give another value.',
        isGiven ? undefined : 'default',
      );
  }
  const names = specs.map(([name]) => name);
  for (const name of Object.keys(given).filter((name) => !names.includes(name))) {
    problems.push({
      code: 'UNKNOWN_INPUT',
      message: `The pipeline has no input '${name}'.`,
      place: source.locate(['inputs'], 'key'),
      hint: suggest(name, names, 'inputs'),
    });
  }
  return { values, problems };
}

/** A value that was given as text, such as by `--set`: YAML, but for an input that is text. */
export function valueOfText(text: string, type: unknown): unknown {
  if (type === 'string') return text;
  try {
    const value: unknown = parse(text);
    return value;
  } catch {
    return text;
  }
}

/** The inputs that a document declares, as far as they can be read. */
export function declaredInputs(document: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(sectionOf(document)));
}

function sectionOf(document: unknown): Readonly<Record<string, unknown>> {
  const section = isMap(document) ? document.inputs : undefined;
  return isMap(section) ? section : {};
}

/** What is wrong with a value; undefined where nothing is. */
function mismatch(value: unknown, spec: Readonly<Record<string, unknown>>): string | undefined {
  const { type, choices, minimum, maximum } = spec;
  if (typeof type === 'string' && !isOfType(value, type)) return `it takes ${NAMES[type] ?? type}`;
  if (Array.isArray(choices) && !choices.some((choice) => JSON.stringify(choice) === JSON.stringify(value))) {
    return `it is one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
  }
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) {
    return `it must be at least ${minimum}`;
  }
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) {
    return `it must be at most ${maximum}`;
  }
  // It would be read as an expression where the input stands.
  return JSON.stringify(value).includes('${{') ? 'an input has no expressions in it' : undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
};

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'list':
      return Array.isArray(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

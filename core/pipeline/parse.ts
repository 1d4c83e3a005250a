import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from 'yaml';
import { plainValue } from './plain.js';
import type { Path, Problem } from './problem.js';

/** A pipeline as read, with a way back from a path in it to a place in its text. */
export interface Source {
  /** Undefined where the text is no YAML. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or its key; the nearest parent where there is none. */
  readonly locate: (path: Path, part?: 'key' | 'value') => Problem['place'];
}

/** Larger files are no pipelines; aliases are bounded, so that a small file cannot grow into a huge one. */
const MAX_CHARACTERS = 200_000;
const MAX_ALIASES = 1000;
const MAX_NESTING = 200;
const TOO_DEEP = 'The maps and lists of the file are nested too deeply.';

/** Reads YAML 1.2, with merge keys. Never throws: what is wrong is in `problems`. */
export function parseText(text: string, file: string): Source {
  if (text.length > MAX_CHARACTERS) {
    const message = `The file has ${text.length} characters; the limit is ${MAX_CHARACTERS}.`;
    return unreadable(file, [{ code: 'TOO_LARGE', message, place: start(file) }]);
  }
  if (nestingOf(text) > MAX_NESTING) {
    return unreadable(file, [{ code: 'TOO_LARGE', message: TOO_DEEP, place: start(file) }]);
  }
  const value = plainValue(text);
  if (value === undefined) return parseWhole(text, file);
  let whole: Source | undefined;
  return {
    value,
    problems: [],
    locate(path, part) {
      whole ??= parseWhole(text, file);
      return whole.locate(path, part);
    },
  };
}

/** Parses the whole language, and keeps the places. */
function parseWhole(text: string, file: string): Source {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      merge: true,
      logLevel: 'error',
    });
    const problems = [
      ...[...document.errors, ...document.warnings].map((error) => toProblem(error, at(error.pos[0]))),
      ...(mayHaveAnchors(text) ? brokenNodes(document) : []).map(({ message, offset }): Problem => ({
        code: 'YAML_ALIASES',
        message,
        place: at(offset),
      })),
    ];
    // A key that stands twice leaves a document that can be checked further; other errors do not.
    if (problems.some(({ code }) => code !== 'DUPLICATE_KEY')) return unreadable(file, problems);
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }) ?? null,
      problems,
      locate: (path, part = 'value') => at(offsetOf(document, path, part)),
    };
  } catch (error) {
    return unreadable(file, [thrown(error, start(file))]);
  }
}

/**
 * How deep brackets open, or list items begin within one line: an upper bound that takes no parsing, which is slow for
 * deep nesting. Brackets in texts count as well; no pipeline comes near the limit.
 */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  const items = text.matchAll(/^(?:[ \t]*[-?:][ \t])+/gm);
  return [...items].reduce((most, [item]) => Math.max(most, item.match(/[-?:]/g)?.length ?? 0), deepest);
}

/** Whether a text can have aliases or merge keys: few pipelines do. */
function mayHaveAnchors(text: string): boolean {
  return text.includes('*') || text.includes('<<');
}

/** A document that was parsed elsewhere has no places: every problem is at its start. */
export function fromObject(value: unknown, file: string): Source {
  return { value, problems: [], locate: () => start(file) };
}

/** Aliases before whose place nothing has their anchor, and merge keys of what is no map. */
function brokenNodes(document: Document): readonly { readonly message: string; readonly offset: number }[] {
  const anchors = new Map<string, unknown>();
  const broken: { message: string; offset: number }[] = [];
  visit(document, (_, node) => {
    if (isAlias(node)) {
      if (anchors.has(node.source)) return;
      broken.push({
        message: `There is no anchor &${node.source} before this.`,
        offset: rangeStart(node) ?? 0,
      });
    } else if (isPair(node)) {
      if (!isMergeKey(node.key) || isMergeable(node.value, anchors)) return;
      broken.push({
        message: 'A merge key takes a map or an alias of one.',
        offset: rangeStart(node.key) ?? 0,
      });
    } else if (isNode(node) && node.anchor !== undefined) {
      anchors.set(node.anchor, node);
    }
  });
  return broken;
}

function isMergeKey(key: unknown): boolean {
  // The library makes a symbol of a key that merges.
  return isScalar(key) && (typeof key.value === 'symbol' || key.value === '<<');
}

function isMergeable(value: unknown, anchors: ReadonlyMap<string, unknown>): boolean {
  const sources = isSeq(value) ? value.items : [value];
  return sources.every((source) => isMap(isAlias(source) ? anchors.get(source.source) : source));
}

function unreadable(file: string, problems: readonly Problem[]): Source {
  return { value: undefined, problems, locate: () => start(file) };
}

function start(file: string): Problem['place'] {
  return { file, line: 1, column: 1 };
}

function toProblem({ code, message }: YAMLError, place: Problem['place']): Problem {
  if (code === 'DUPLICATE_KEY') {
    return { code, message: 'This key stands in its map already.', place, hint: 'Remove one of the two.' };
  }
  if (code === 'MULTIPLE_DOCS') {
    return { code: 'YAML_SYNTAX', message: 'A second document begins here; a pipeline is one.', place };
  }
  const hint = code === 'TAB_AS_INDENT' ? 'Indent with spaces.' : undefined;
  return { code: 'YAML_SYNTAX', message: `${message.replace(/\.$/, '')}.`, place, hint };
}

/** The library throws for aliases that grow without bound or hold themselves, and for nesting past the stack. */
function thrown(error: unknown, place: Problem['place']): Problem {
  if (error instanceof ReferenceError) return { code: 'YAML_ALIASES', message: `${error.message}.`, place };
  if (error instanceof RangeError) {
    return { code: 'TOO_LARGE', message: TOO_DEEP, place };
  }
  throw error;
}

function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const wantsKey = part === 'key' && depth === path.length - 1;
    const within = isAlias(node) ? node.resolve(document) : node;
    if (isMap(within)) {
      const pair = within.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = (wantsKey ? undefined : rangeStart(pair.value)) ?? rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(within)) {
      node = within.items[Number(step)];
      offset = rangeStart(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

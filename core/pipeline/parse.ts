import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { Path, Problem } from './problem.js';

/** A pipeline as read, with a way back from a path in it to a place in its text. */
export interface Source {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or its key; the nearest parent where there is none. */
  locate(path: Path, part?: 'key' | 'value'): Problem['place'];
}

/** Larger files are no pipelines; aliases are bounded, so that a small file cannot grow into a huge one. */
const MAX_CHARACTERS = 4_000_000;
const MAX_ALIASES = 1000;

/** Reads YAML. Never throws: what is wrong is in `problems`. */
export function parseText(text: string, file: string): Source {
  if (text.length > MAX_CHARACTERS) {
    const problem = {
      code: 'TOO_LARGE',
      message: `The file has ${text.length} characters; the limit is ${MAX_CHARACTERS}.`,
    };
    return { ...fromObject(null, file), problems: [{ ...problem, place: start(file) }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map((error): Problem => ({
    code: error.code === 'DUPLICATE_KEY' ? 'DUPLICATE_KEY' : 'YAML_SYNTAX',
    message: error.code === 'DUPLICATE_KEY' ? 'This key stands in its map already.' : `${error.message}.`,
    place: at(error.pos[0]),
  }));
  const { value, problem } = problems.length > 0 ? { value: null } : toValue(document, file);
  return {
    value,
    problems: problem === undefined ? problems : [...problems, problem],
    locate: (path, part = 'value') => at(offsetOf(document, path, part)),
  };
}

/** A document that was parsed elsewhere has no places: every problem is at its start. */
export function fromObject(value: unknown, file: string): Source {
  return { value, problems: [], locate: () => start(file) };
}

function start(file: string): Problem['place'] {
  return { file, line: 1, column: 1 };
}

function toValue(document: Document, file: string): { value: unknown; problem?: Problem } {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { value: null, problem: { code: 'YAML_ALIASES', message: `${message}.`, place: start(file) } };
  }
}

function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  path.forEach((step, depth) => {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined || !isPair(pair)) {
        node = undefined;
        return;
      }
      offset =
        (last && part === 'key' ? rangeStart(pair.key) : rangeStart(pair.value)) ??
        rangeStart(pair.key) ??
        offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = rangeStart(node) ?? offset;
    } else {
      node = undefined;
    }
  });
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

import { Lexer, parse } from 'yaml';

/** Marks of the lexer. */
const DOCUMENT = '\x02';
const SCALAR = '\x1f';

const NAME = /^[A-Za-z][\w.-]{0,200}$/;
const CONSTANT = /^(?:~|null|true|false)$/i;
const NUMERIC = /^[-+]?[.\d]/;
const OPENING = /^[\w./$~+(-]/;
const MARKER = /^(?:---|\.\.\.)/;

/**
 * The value of a text in plain YAML: maps with names for keys, lists, and texts and numbers of one line, with comments
 * between. Undefined for anything else, right or wrong: the whole language takes the parser, which builds a tree that
 * most pipelines have no use for.
 */
export function plainValue(text: string): unknown {
  if (/[\t\r]/.test(text)) return undefined;
  try {
    return new PlainReader([...new Lexer().lex(text)]).document();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

/** Reads the lexer's tokens from the first to the last. */
class PlainReader {
  private at = 0;
  /** The indentation of the line whose content comes next; -1 at the end. */
  private indent = -1;
  private readonly scalars = new Map<string, unknown>();

  constructor(private readonly tokens: readonly (string | undefined)[]) {}

  document(): unknown {
    while (isBlank(this.tokens[this.at])) this.at += 1;
    this.expect(DOCUMENT);
    this.toNextLine();
    if (this.indent < 0) throw new NotPlain();
    const value = this.blockMap(this.indent);
    if (this.indent >= 0) throw new NotPlain();
    return value;
  }

  /** A value that stands on lines of its own, which are indented more than its key. */
  private block(keyIndent: number): unknown {
    switch (this.tokens[this.at]) {
      case '-':
        return this.blockList(this.indent);
      case '{':
      case '[':
        return this.lineOf(keyIndent);
      default:
        return this.blockMap(this.indent);
    }
  }

  private blockMap(indent: number): unknown {
    const map: Record<string, unknown> = {};
    while (this.indent === indent && this.tokens[this.at] !== '-') {
      const key = this.key(map);
      map[key] = this.valueOfKey(indent);
    }
    if (this.indent > indent) throw new NotPlain();
    return map;
  }

  private valueOfKey(indent: number): unknown {
    if (!this.isLineEnd()) {
      this.expectSpace();
      if (!this.isLineEnd()) return this.lineOf(indent);
    }
    this.endLine();
    if (this.indent > indent) return this.block(indent);
    return this.indent === indent && this.tokens[this.at] === '-' ? this.blockList(indent) : null;
  }

  private blockList(indent: number): unknown {
    const list: unknown[] = [];
    while (this.indent === indent && this.tokens[this.at] === '-') {
      this.at += 1;
      const space = this.expectSpace();
      const isMap = this.tokens[this.at] === SCALAR && this.tokens[this.at + 2] === ':';
      if (isMap) {
        this.indent = indent + 1 + space;
        list.push(this.blockMap(this.indent));
      } else list.push(this.lineOf(indent));
    }
    if (this.indent > indent) throw new NotPlain();
    return list;
  }

  /** A value up to the end of its line; brackets may stay open over lines that are indented more. */
  private lineOf(indent: number): unknown {
    const value = this.inline(indent);
    if (spacesIn(this.tokens[this.at]) > 0) this.at += 1;
    this.endLine();
    return value;
  }

  private inline(indent: number): unknown {
    const token = this.tokens[this.at];
    this.at += 1;
    switch (token) {
      case '{':
        return this.flowMap(indent);
      case '[':
        return this.flowList(indent);
      case SCALAR:
        this.at += 1;
        return this.scalar(this.tokens[this.at - 1] ?? '');
      default:
        return quoted(token);
    }
  }

  private flowMap(indent: number): unknown {
    const map: Record<string, unknown> = {};
    this.skip(indent);
    while (this.tokens[this.at] !== '}') {
      const key = this.key(map);
      if (spacesIn(this.tokens[this.at]) === 0) throw new NotPlain();
      this.skip(indent);
      map[key] = this.inline(indent);
      this.endItem('}', indent);
    }
    this.at += 1;
    return map;
  }

  private flowList(indent: number): unknown {
    const list: unknown[] = [];
    this.skip(indent);
    while (this.tokens[this.at] !== ']') {
      list.push(this.inline(indent));
      this.endItem(']', indent);
    }
    this.at += 1;
    return list;
  }

  private endItem(closing: string, indent: number): void {
    this.skip(indent);
    if (this.tokens[this.at] === closing) return;
    this.expect(',');
    this.skip(indent);
  }

  /** Passes over spaces and ends of lines within brackets. */
  private skip(indent: number): void {
    for (; ; this.at += 1) {
      const token = this.tokens[this.at];
      if (token === '\n') {
        const next = this.tokens[this.at + 1];
        if (next !== '\n' && spacesIn(next) <= indent) throw new NotPlain();
      } else if (spacesIn(token) === 0) return;
    }
  }

  private key(map: object): string {
    this.expect(SCALAR);
    const name = this.tokens[this.at] ?? '';
    this.at += 1;
    if (!NAME.test(name) || CONSTANT.test(name) || Object.hasOwn(map, name)) throw new NotPlain();
    this.expect(':');
    return name;
  }

  private scalar(text: string): unknown {
    if (this.scalars.has(text)) return this.scalars.get(text);
    if (!OPENING.test(text) || MARKER.test(text) || text.includes('\n')) throw new NotPlain();
    const isText = !CONSTANT.test(text) && !(NUMERIC.test(text) && /^[-+.\w]+$/.test(text));
    const value: unknown = isText ? text : parse(text);
    this.scalars.set(text, value);
    return value;
  }

  private isLineEnd(): boolean {
    const token = this.tokens[this.at];
    return token === undefined || token === '\n' || token.startsWith('#');
  }

  /** Passes over the rest of a line, which has no content, and over lines without any. */
  private endLine(): void {
    if (!this.isLineEnd()) throw new NotPlain();
    if (this.tokens[this.at]?.startsWith('#')) {
      if (spacesIn(this.tokens[this.at - 1]) === 0) throw new NotPlain();
      this.at += 1;
    }
    this.at += 1;
    this.toNextLine();
  }

  private toNextLine(): void {
    for (;;) {
      const indent = spacesIn(this.tokens[this.at]);
      if (indent > 0) this.at += 1;
      if (this.at >= this.tokens.length) {
        this.indent = -1;
        return;
      }
      this.indent = indent;
      if (!this.isLineEnd()) return;
      this.at += this.tokens[this.at] === '\n' ? 1 : 2;
    }
  }

  private expect(token: string): void {
    if (this.tokens[this.at] !== token) throw new NotPlain();
    this.at += 1;
  }

  /** How many spaces there are: one at least. */
  private expectSpace(): number {
    const spaces = spacesIn(this.tokens[this.at]);
    if (spaces === 0) throw new NotPlain();
    this.at += 1;
    return spaces;
  }
}

/** A text in quotes, with nothing in it that stands for something else. */
function quoted(token: string | undefined): string {
  const inner = token?.slice(1, -1) ?? '';
  if (token === `"${inner}"` && !/["\\\n]/.test(inner)) return inner;
  if (token === `'${inner}'` && !/['\n]/.test(inner)) return inner;
  throw new NotPlain();
}

/** How many spaces a token has; none where it is of another kind. */
function spacesIn(token = ''): number {
  return token.startsWith(' ') ? token.length : 0;
}

function isBlank(token = ''): boolean {
  return token === '\n' || token.startsWith(' ') || token.startsWith('#');
}

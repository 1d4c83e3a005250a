import { parse } from 'yaml';

/** The end of a line, with the lines after it that have no content. */
const LINE_END = /(?: +#[^\n]*| *)(?:\n|$)(?: *(?:#[^\n]*)?(?:\n|$))*/y;
const NO_CONTENT = /(?: *(?:#[^\n]*)?(?:\n|$))*/y;
const SPACES = / */y;
const SPACES_AND_LINES = /[ \n]*/y;
const DASH = /- +/y;
const KEY = /[A-Za-z][\w.-]{0,200}:(?=[ \n]|$)/y;
const QUOTED = /"[^"\\\n]*"|'[^'\n]*'/y;
const TEXT = /(?:[\w./$~+(]|-[\w.-])(?:[^\n:#]|:(?=[^ \n])|(?<! )#)*/y;
const TEXT_IN_BRACKETS = /(?:[\w./$~+(]|-[\w.-])[^\n:#,[\]{}]*/y;

const CONSTANT = /^(?:~|null|true|false)$/i;
const NUMERIC = /^[-+]?[.\d][-+.\w]*$/;
const MARKER = /^(?:---|\.\.\.)/;

/**
 * The value of a text in plain YAML: maps with names for keys, lists, and texts and numbers of one line, with comments
 * between. Undefined for anything else, right or wrong, which takes the parser: that makes tokens and a tree for whose
 * places only mistakes have a use, in many times the time.
 */
export function plainValue(text: string): unknown {
  if (/[\t\r]/.test(text)) return undefined;
  try {
    return new PlainReader(text).document();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

/** Reads a text from its first character to its last. */
class PlainReader {
  private at = 0;
  /** The indentation of the line whose content comes next; -1 at the end. */
  private indent = -1;
  private readonly scalars = new Map<string, unknown>();

  constructor(private readonly text: string) {}

  document(): unknown {
    this.toContent(NO_CONTENT);
    if (this.indent < 0) throw new NotPlain();
    const value = this.blockMap(this.indent);
    if (this.indent >= 0) throw new NotPlain();
    return value;
  }

  private blockMap(indent: number): unknown {
    const map: Record<string, unknown> = {};
    while (this.indent === indent && !this.isAt('-')) {
      const key = this.key(map);
      map[key] = this.valueOfKey(indent);
    }
    if (this.indent > indent) throw new NotPlain();
    return map;
  }

  private valueOfKey(indent: number): unknown {
    if (!this.matches(LINE_END)) {
      this.take(SPACES);
      return this.lineOf(indent);
    }
    this.toContent(LINE_END);
    if (this.indent > indent) return this.block(indent);
    return this.indent === indent && this.isAt('-') ? this.blockList(indent) : null;
  }

  /** A value that stands on lines of its own, which are indented more than its key. */
  private block(keyIndent: number): unknown {
    if (this.isAt('-')) return this.blockList(this.indent);
    return this.isAt('{') || this.isAt('[') ? this.lineOf(keyIndent) : this.blockMap(this.indent);
  }

  private blockList(indent: number): unknown {
    const list: unknown[] = [];
    while (this.indent === indent && this.isAt('-')) {
      const within = indent + this.take(DASH).length;
      if (this.matches(KEY)) {
        this.indent = within;
        list.push(this.blockMap(within));
      } else list.push(this.lineOf(indent));
    }
    if (this.indent > indent) throw new NotPlain();
    return list;
  }

  /** A value up to the end of its line; brackets may stay open over lines that are indented more. */
  private lineOf(indent: number): unknown {
    const value = this.inline(indent, TEXT);
    this.toContent(LINE_END);
    return value;
  }

  private inline(indent: number, plain: RegExp): unknown {
    switch (this.text[this.at]) {
      case '{':
        return this.flowMap(indent);
      case '[':
        return this.flowList(indent);
      case '"':
      case "'":
        return this.take(QUOTED).slice(1, -1);
      default:
        return this.scalar(this.takeText(plain));
    }
  }

  private flowMap(indent: number): unknown {
    const map: Record<string, unknown> = {};
    this.open(indent);
    while (!this.isAt('}')) {
      const key = this.key(map);
      this.skip(indent);
      map[key] = this.inline(indent, TEXT_IN_BRACKETS);
      this.endItem('}', indent);
    }
    this.at += 1;
    return map;
  }

  private flowList(indent: number): unknown {
    const list: unknown[] = [];
    this.open(indent);
    while (!this.isAt(']')) {
      list.push(this.inline(indent, TEXT_IN_BRACKETS));
      this.endItem(']', indent);
    }
    this.at += 1;
    return list;
  }

  private open(indent: number): void {
    this.at += 1;
    this.skip(indent);
  }

  private endItem(closing: string, indent: number): void {
    this.skip(indent);
    if (this.isAt(closing)) return;
    if (!this.isAt(',')) throw new NotPlain();
    this.open(indent);
  }

  /** Passes over spaces and ends of lines within brackets. */
  private skip(indent: number): void {
    const passed = this.take(SPACES_AND_LINES);
    const line = passed.lastIndexOf('\n');
    if (line >= 0 && passed.length - line - 1 <= indent) throw new NotPlain();
  }

  private key(map: object): string {
    const name = this.take(KEY).slice(0, -1);
    if (CONSTANT.test(name) || Object.hasOwn(map, name)) throw new NotPlain();
    return name;
  }

  /** A text without quotes, up to the spaces behind it. */
  private takeText(plain: RegExp): string {
    const from = this.at;
    this.take(plain);
    while (this.text[this.at - 1] === ' ') this.at -= 1;
    return this.text.slice(from, this.at);
  }

  private scalar(text: string): unknown {
    if (this.scalars.has(text)) return this.scalars.get(text);
    if (MARKER.test(text)) throw new NotPlain();
    const value: unknown = CONSTANT.test(text) || NUMERIC.test(text) ? parse(text) : text;
    this.scalars.set(text, value);
    return value;
  }

  private toContent(passing: RegExp): void {
    this.take(passing);
    const indent = this.take(SPACES).length;
    this.indent = this.at < this.text.length ? indent : -1;
  }

  private isAt(character: string): boolean {
    return this.text[this.at] === character;
  }

  private matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private take(pattern: RegExp): string {
    if (!this.matches(pattern)) throw new NotPlain();
    const from = this.at;
    this.at = pattern.lastIndex;
    return this.text.slice(from, this.at);
  }
}

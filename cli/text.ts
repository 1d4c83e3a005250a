/** A piece of text in a column: numbers stand right, names left. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Columns two spaces apart, as wide as their widest cell, the head first; the last column ends where its text ends. */
export function columns(heads: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [heads.map(({ head }) => head), ...rows].map((cells) => cells.map(printable));
  const widths = heads.map((_, index) => Math.max(...lines.map((cells) => cells[index].length)));
  return lines.map((cells) =>
    cells
      .map((cell, index) =>
        heads[index].align === 'right' ? cell.padStart(widths[index]) : cell.padEnd(widths[index]),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Words, none of them broken, in lines of at most `width` characters where they allow it, each behind `indent`. */
export function wrap(words: readonly string[], indent: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.map(printable)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** Lines without what a terminal could take for a command: a file's author chooses the names in it. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, '\uFFFD');
}

/** Shortened in the middle to at most `width` characters. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

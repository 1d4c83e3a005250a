import type { Problem } from './problem.js';

/** Problems as compilers print them, in the order of their places; with their lines where the texts of files are given. */
export function formatProblems(problems: readonly Problem[], texts?: ReadonlyMap<string, string>): string {
  return sortProblems(problems)
    .map((problem) => formatProblem(problem, texts?.get(problem.place.file)))
    .join('\n');
}

/**
 * `file:line:column CODE message`, then the hint; between them the line of the text with a caret below the column,
 * where the text is given.
 */
export function formatProblem({ code, message, place, hint }: Problem, text?: string): string {
  const lines = [`${place.file}:${place.line}:${place.column} ${code} ${message}`];
  if (text !== undefined) lines.push(...excerpt(text, place));
  if (hint !== undefined) lines.push(`  ${hint}`);
  return lines.join('\n');
}

/** Problems in the order of their places, each once. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return sortProblems(problems).filter(({ code, message, place }) => {
    const key = JSON.stringify([code, message, place]);
    return !seen.has(key) && seen.add(key);
  });
}

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

/** As much of a line as fits a terminal, from the left, or around the column where that lies further right. */
function excerpt(text: string, { line, column }: Problem['place']): string[] {
  const source = text.split(/\r?\n/).at(line - 1) ?? '';
  if (source.trim() === '') return [];
  const from = Math.max(0, column - 81);
  const shown = source.slice(from, from + 100).replaceAll('\t', ' ');
  const gutter = `${line} | `;
  return [`  ${gutter}${shown}`, `  ${' '.repeat(gutter.length + column - 1 - from)}^`];
}

import type { Problem } from './problem.js';

/** Problems as compilers print them: `file:line:column CODE message`, then the hint. In the order of their places. */
export function formatProblems(problems: readonly Problem[]): string {
  return sortProblems(problems).map(formatProblem).join('\n');
}

export function formatProblem({ code, message, place, hint }: Problem): string {
  const line = `${place.file}:${place.line}:${place.column} ${code} ${message}`;
  return hint === undefined ? line : `${line}\n  ${hint}`;
}

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

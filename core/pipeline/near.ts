/** The known name that is closest to a mistyped one, where any is close enough to be meant. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  return known
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit && distance < typed.length)
    .sort((a, b) => a.distance - b.distance)
    .at(0)?.name;
}

/** A hint that names the closest of the known names, or all of them. */
export function suggest(typed: string, known: readonly string[], what: string): string {
  const near = nearest(typed, known);
  if (near !== undefined) return `Did you mean '${near}'?`;
  return known.length === 0 ? `There are no ${what}.` : `Known ${what}: ${known.join(', ')}.`;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

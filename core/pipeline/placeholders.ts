const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names in braces in an argument of a command. */
export function placeholdersIn(argument: string): readonly string[] {
  return [...argument.matchAll(PLACEHOLDER)].map(([, name]) => name);
}

/** An argument with paths in place of the names in braces. */
export function fillPlaceholders(argument: string, paths: Readonly<Record<string, string>>): string {
  return argument.replaceAll(PLACEHOLDER, (written, name: string) => paths[name] ?? written);
}

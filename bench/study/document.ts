import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/** Marks where a table of the study begins in the document; it reaches to the next end mark. */
const TABLE = /(<!-- table: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * Puts tables in Markdown, by name, into a document, each between its marks, in place of what is there. Throws where the
 * document has no place for one.
 */
export async function writeTables(file: string, tables: ReadonlyMap<string, string>): Promise<void> {
  const missing = new Set(tables.keys());
  const text = (await readFile(file, 'utf8')).replace(
    TABLE,
    (whole, begin: string, name: string, end: string) => {
      const table = tables.get(name);
      missing.delete(name);
      return table === undefined ? whole : `${begin}\n${table}\n\n${end}`;
    },
  );
  if (missing.size > 0) throw new Error(`${file} has no place for ${[...missing].join(', ')}.`);
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** A table in Markdown. */
export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A line of a table, its cells by the names of their columns. */
export interface CsvLine {
  /** 1-based, in the file. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table as text: its columns in order, and its lines. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly lines: readonly CsvLine[];
}

/** Says what is wrong and in which line, 1-based. */
export type CsvError = (line: number, message: string) => Error;

/**
 * Reads comma-separated values with a line of column names, without quotes. Empty lines do not count. Throws what `error`
 * makes of a line with too few or too many cells, of a column that stands twice, and of a text without lines.
 */
export function parseCsv(text: string, error: CsvError): CsvTable {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, cells: line.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [head, ...body] = rows;
  if (rows.length < 2) throw error(1, 'It has no line below its column names.');
  const columns = head.cells;
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw error(head.number, `The column '${twice}' stands twice.`);
  const lines = body.map(({ number, cells }): CsvLine => {
    if (cells.length !== columns.length) {
      throw error(number, `It has ${cells.length} cells; there are ${columns.length} columns.`);
    }
    return { number, cells: Object.fromEntries(columns.map((column, index) => [column, cells[index]])) };
  });
  return { columns, lines };
}

/** Throws what `error` makes of the first of the columns that a table lacks. */
export function requireColumns(table: CsvTable, wanted: readonly string[], error: CsvError): void {
  const missing = wanted.find((column) => !table.columns.includes(column));
  if (missing !== undefined) throw error(1, `It lacks the column '${missing}'.`);
}

/** A number in a cell. Throws what `error` makes of anything else, or of one below `least`. */
export function numberAt(
  { number, cells }: CsvLine,
  column: string,
  least: number,
  error: CsvError,
  whole = true,
): number {
  const text = cells[column];
  const value = text === '' ? NaN : Number(text);
  const fits = Number.isFinite(value) && value >= least && (!whole || Number.isInteger(value));
  if (fits) return value;
  throw error(
    number,
    `Its ${column} is '${text}'; it takes a ${whole ? 'whole ' : ''}number from ${least} on.`,
  );
}

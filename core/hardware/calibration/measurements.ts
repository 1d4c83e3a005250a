import { TargetError } from '../../errors.js';
import { type CsvError, numberAt, parseCsv, requireColumns } from '../../csv.js';

/** The measured latency of a network on one design of a PE array. */
export interface DesignMeasurement {
  readonly unroll: { readonly C: number; readonly K: number; readonly FX: number };
  readonly latencyMs: number;
}

/** What a design's file is called: its unrolling. */
export function designName({ unroll: { C, K, FX } }: Pick<DesignMeasurement, 'unroll'>): string {
  return `${C}x${K}x${FX}`;
}

/**
 * Reads measurements from a CSV file's text: `p_if`, `p_of` and `p_kx`, the unrolling over input channels, output channels
 * and kernel columns, and `measured_s`, seconds. Throws a TargetError `MEASUREMENTS_FILE` with the place.
 */
export function parseMeasurements(text: string, file: string): readonly DesignMeasurement[] {
  const error: CsvError = (line, message) =>
    new TargetError('MEASUREMENTS_FILE', `${file}:${line} is no table of measurements. ${message}`, {
      place: { file, line, column: 1 },
      hint: `Give the columns ${COLUMNS.join(', ')}, a line a design.`,
    });
  const table = parseCsv(text, error);
  requireColumns(table, COLUMNS, error);
  const seen = new Set<string>();
  return table.lines.map((line) => {
    const [C, K, FX] = ['p_if', 'p_of', 'p_kx'].map((column) => numberAt(line, column, 1, error));
    const seconds = numberAt(line, 'measured_s', 0, error, false);
    if (seconds === 0) throw error(line.number, 'Its measured_s is 0.');
    const measurement = { unroll: { C, K, FX }, latencyMs: seconds * 1000 };
    const name = designName(measurement);
    if (seen.has(name)) throw error(line.number, `The design ${name} stands twice.`);
    seen.add(name);
    return measurement;
  });
}

const COLUMNS = ['p_if', 'p_of', 'p_kx', 'measured_s'] as const;

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/project.js';

/** The Python that has `test/peers/requirements-pymoo.txt` installed. */
const PYTHON = process.env.ESPALIER_PYMOO_PYTHON ?? 'python3';

/** What a script below `test/peers` prints, which is one line of JSON. */
export function pymoo(script: string, ...args: readonly string[]): Record<string, unknown> {
  const path = join(projectRoot, 'test/peers', script);
  // One thread for both sides.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const output = execFileSync(PYTHON, [path, ...args], { encoding: 'utf8', env });
  const parsed: unknown = JSON.parse(output);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${script} printed ${output}`);
  return { ...parsed };
}

/** What `pymoo_points.py` says of points, over as many repeats. */
export function pymooOf(
  what: 'sorting' | 'hypervolume',
  points: readonly (readonly number[])[],
  repeats: number,
): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
  try {
    const file = join(folder, 'points');
    writeFileSync(file, Float64Array.from(points.flat()));
    return pymoo('pymoo_points.py', what, file, String(points[0].length), '--repeats', String(repeats));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function numbersOf(answer: Record<string, unknown>, key: string): number[] {
  const value = answer[key];
  if (Array.isArray(value)) return value.map(Number);
  throw new Error(`The peer gives no list of ${key}.`);
}

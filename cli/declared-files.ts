import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Plan } from '../core/pipeline/plan.js';
import { parseText } from '../core/pipeline/parse.js';
import type { Problem } from '../core/pipeline/problem.js';

/**
 * The files that a pipeline reads and that are not there. Relative paths start at the pipeline's folder, or where that has
 * no such file at the current one, as a worker's do. What a step of the pipeline writes need not be there before.
 */
export function missingFiles(plan: Plan, text: string, file: string): readonly Problem[] {
  const source = parseText(text, file);
  const written = plan.files.flatMap(({ use, file: path }) => (use === 'output' ? [path] : []));
  return plan.files.flatMap(({ path, file: wanted, use }): readonly Problem[] => {
    // A target file says itself what is wrong with it.
    if (use === 'output' || path[0] === 'targets' || written.includes(wanted)) return [];
    if (existsSync(beside(wanted, file)) || existsSync(resolve(wanted))) return [];
    return [
      {
        code: 'FILE_MISSING',
        message: `There is no ${wanted}.`,
        place: source.locate(path),
        hint: `Relative paths start at ${dirname(file)}.`,
      },
    ];
  });
}

/** A path that a pipeline file names, on this machine. */
export function beside(path: string, pipeline: string): string {
  return resolve(dirname(pipeline), path);
}

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EspalierError, TargetError } from '../core/errors.js';
import { parseText } from '../core/pipeline/parse.js';
import type { Plan } from '../core/pipeline/plan.js';
import type { Problem } from '../core/pipeline/problem.js';
import { formatProblem } from '../core/pipeline/problems.js';
import { libraryTarget, readTarget } from '../runtime/targets.js';

/**
 * What is wrong with the target files that a pipeline names, as text. Relative paths start at the pipeline's folder, or
 * where that has no such file at the current one, as a worker's do.
 */
export async function problemsOfTargets(plan: Plan, text: string, file: string): Promise<readonly string[]> {
  const source = parseText(text, file);
  const found = Object.entries(plan.targets).map(async ([name, target]): Promise<readonly string[]> => {
    if ('model' in target) return [];
    const key = 'file' in target ? 'file' : 'library';
    try {
      await readTarget('file' in target ? fileOf(target.file, file) : await libraryTarget(target.library));
      return [];
    } catch (error) {
      if (!(error instanceof EspalierError)) throw error;
      const { code, message, hint } = error;
      // A file that is there says itself where its mistakes are.
      if (error instanceof TargetError && error.place !== undefined) return [message];
      const problem: Problem = { code, message, hint, place: source.locate(['targets', name, key]) };
      return [formatProblem(problem, text)];
    }
  });
  return (await Promise.all(found)).flat();
}

function fileOf(path: string, pipeline: string): string {
  const beside = resolve(dirname(pipeline), path);
  return existsSync(beside) ? beside : resolve(path);
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EspalierError } from '../core/errors.js';
import { parseText } from '../core/pipeline/parse.js';
import type { Plan } from '../core/pipeline/plan.js';
import type { Problem } from '../core/pipeline/problem.js';
import { parseTarget } from '../core/pipeline/target-file.js';
import { libraryTarget, targetText } from '../runtime/targets.js';
import { beside } from './declared-files.js';

export interface TargetProblems {
  readonly problems: readonly Problem[];
  /** The target files, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What is wrong with the target files that a pipeline names: each mistake in its file, or where the pipeline names it. */
export async function problemsOfTargets(plan: Plan, text: string, file: string): Promise<TargetProblems> {
  const source = parseText(text, file);
  const problems: Problem[] = [];
  const texts = new Map<string, string>();
  for (const [name, target] of Object.entries(plan.targets)) {
    if ('model' in target) continue;
    const key = 'file' in target ? 'file' : 'library';
    try {
      const path = 'file' in target ? fileOf(target.file, file) : await libraryTarget(target.library);
      const written = await targetText(path);
      texts.set(path, written);
      const parsed = parseTarget(written, path);
      if ('problems' in parsed) problems.push(...parsed.problems);
    } catch (error) {
      if (!(error instanceof EspalierError)) throw error;
      const { code, message, hint } = error;
      problems.push({ code, message, hint, place: source.locate(['targets', name, key]) });
    }
  }
  return { problems, texts };
}

function fileOf(path: string, pipeline: string): string {
  const own = beside(path, pipeline);
  return existsSync(own) ? own : resolve(path);
}

import type { Plan } from '../core/pipeline/plan.js';
import type { Problem } from '../core/pipeline/problem.js';
import { distinctProblems, formatProblems } from '../core/pipeline/problems.js';
import { missingFiles } from './declared-files.js';
import { problemsOfTargets } from './declared-targets.js';
import { exitCodes } from './exit-codes.js';
import { type Assignment, type PipelineFile, planOf, readPipelineFile } from './pipeline-file.js';

/** Exit code for an invalid pipeline. */
export const INVALID = exitCodes.invalid;

export interface PipelineOptions {
  readonly set?: readonly Assignment[];
}

export interface ValidateOptions extends PipelineOptions {
  readonly json?: boolean;
}

/**
 * Checks a pipeline file, the files that it runs and all that it names, and says so. Returns the exit code: 0, or 3 with
 * every problem on stderr.
 */
export async function validate(path: string, { set, json = false }: ValidateOptions): Promise<number> {
  const file = await readPipelineFile(path, set);
  const planned = planOf(file);
  const { problems, texts } =
    'problems' in planned
      ? { problems: planned.problems, texts: file.texts }
      : await problemsAround(planned.plan, file);
  if (json) console.log(JSON.stringify({ valid: problems.length === 0, problems }));
  else if (problems.length > 0) console.error(formatProblems(problems, texts));
  else if ('plan' in planned) console.log(`${path} is valid: ${stepsOf(planned.plan)}`);
  return problems.length === 0 ? exitCodes.done : INVALID;
}

export interface PlannedFile {
  readonly plan: Plan;
  readonly file: PipelineFile;
}

/** The plan of a pipeline file; undefined after its problems went to stderr. Throws what `readPipelineFile` throws. */
export async function planFile(path: string, { set }: PipelineOptions): Promise<PlannedFile | undefined> {
  const file = await readPipelineFile(path, set);
  const planned = planOf(file);
  if (!('problems' in planned)) return { plan: planned.plan, file };
  console.error(formatProblems(planned.problems, file.texts));
  return undefined;
}

/** What is wrong with the files that a valid pipeline names. */
async function problemsAround(
  plan: Plan,
  { path, text, texts }: PipelineFile,
): Promise<{ readonly problems: readonly Problem[]; readonly texts: ReadonlyMap<string, string> }> {
  const targets = await problemsOfTargets(plan, text, path);
  return {
    problems: distinctProblems([...missingFiles(plan, text, path), ...targets.problems]),
    texts: new Map([...texts, ...targets.texts]),
  };
}

function stepsOf({ steps, finally: last }: Plan): string {
  const ids = [...steps, ...last].map(({ id }) => id);
  return `${String(ids.length)} ${ids.length === 1 ? 'step' : 'steps'}: ${ids.join(', ')}`;
}

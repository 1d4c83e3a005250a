import { readFile } from 'node:fs/promises';
import { PipelineError } from '../core/errors.js';
import { planPipeline, type Plan } from '../core/pipeline/plan.js';
import { formatProblems } from '../core/pipeline/problems.js';
import { problemsOfTargets } from './declared-targets.js';

/** Exit code for an invalid pipeline. */
export const INVALID = 3;

/** Checks a pipeline file and the target files that it names, and says so. Returns the exit code: 0, or 3 with every problem on stderr. */
export async function validate(file: string): Promise<number> {
  const plan = await planFile(file);
  if (plan === undefined) return INVALID;
  const problems = await problemsOfTargets(plan, await readPipelineFile(file), file);
  if (problems.length > 0) {
    console.error(problems.join('\n'));
    return INVALID;
  }
  const steps = `${String(plan.steps.length)} ${plan.steps.length === 1 ? 'step' : 'steps'}`;
  console.log(`${file} is valid: ${steps}: ${plan.steps.map(({ id }) => id).join(', ')}`);
  return 0;
}

/** The plan of a pipeline file; undefined after its problems went to stderr. Throws `PIPELINE_FILE_MISSING`. */
export async function planFile(file: string): Promise<Plan | undefined> {
  const text = await readPipelineFile(file);
  const planned = planPipeline(text, file);
  if (!('problems' in planned)) return planned.plan;
  console.error(formatProblems(planned.problems, text));
  return undefined;
}

async function readPipelineFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new PipelineError('PIPELINE_FILE_MISSING', `The pipeline file ${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

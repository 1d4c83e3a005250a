import {
  ApplicationFailure,
  defineQuery,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FrontRef, NamedTarget, RunContext } from '../activities/messages.js';
import type { HardwareTarget } from '../core/pipeline/document.js';
import { formatProblems } from '../core/pipeline/problems.js';
import { planPipeline, type Plan } from '../core/pipeline/plan.js';
import { Attributes } from './attributes.js';
import { control } from './proxies.js';
import { Schedule, type StepStatus } from './schedule.js';
import type { PlanWithTargets } from './steps.js';
import type { StepResults } from './results.js';
import { isSearchOutput } from './values.js';

export interface PipelineProgress {
  readonly name: string;
  readonly steps: readonly StepStatus[];
}

export interface PipelineOutput {
  readonly name: string;
  readonly steps: StepResults;
}

export const pipelineProgress = defineQuery<PipelineProgress>('progress');

/** A pipeline in any of four forms: the file's bytes, its text, its path on the worker, or the parsed document. */
export type PipelineInput = Uint8Array | string | object;

/**
 * Runs a pipeline. A bad one fails at once, with every problem and its place; nothing of it is started.
 */
export async function pipeline(input: PipelineInput): Promise<PipelineOutput> {
  const { source, folder, file } = await read(input);
  const planned = planPipeline(source, file);
  if ('problems' in planned) {
    throw ApplicationFailure.nonRetryable(formatProblems(planned.problems), 'INVALID_PIPELINE');
  }
  const { workflowId, startTime } = workflowInfo();
  const { name, seed } = planned.plan;
  const run: RunContext = { runId: workflowId, seed, base: folder, pipeline: name };
  const plan = await withTargets(planned.plan, run);
  const schedule = new Schedule(plan, {
    run,
    plan,
    text: typeof source === 'string' ? source : JSON.stringify(source, null, 2),
    startedAt: startTime.toISOString(),
  });
  setHandler(pipelineProgress, () => ({ name: plan.name, steps: schedule.statuses() }));
  const attributes = await Attributes.open();
  attributes.tellPipeline(name);
  schedule.onChange = () => {
    const statuses = schedule.statuses();
    setCurrentDetails(details(plan, statuses));
    attributes.tellSteps(statuses.filter(({ state }) => state === 'running').map(({ id }) => id));
  };
  const steps = await schedule.run();
  const front = lastFront(steps);
  if (front !== undefined) attributes.tellFront(front);
  return { name: plan.name, steps };
}

/** The front that a pipeline's last search ended with. */
function lastFront(steps: StepResults): FrontRef | undefined {
  return Object.values(steps)
    .map(({ outputs }): object => outputs)
    .findLast(isSearchOutput)?.front;
}

/** Targets that the pipeline only names are files, which activities read. */
async function withTargets(plan: Plan, run: RunContext): Promise<PlanWithTargets> {
  const entries = Object.entries(plan.targets);
  const described = entries.filter((entry): entry is [string, HardwareTarget] => 'model' in entry[1]);
  const named = entries.filter((entry): entry is [string, NamedTarget] => !('model' in entry[1]));
  const read =
    named.length === 0
      ? {}
      : await control.readTargets.executeWithOptions({ summary: 'read target files' }, [
          { run, targets: Object.fromEntries(named) },
        ]);
  return { ...plan, targets: { ...Object.fromEntries(described), ...read } };
}

async function read(
  input: PipelineInput,
): Promise<{ source: string | object; folder: string | null; file: string }> {
  if (input instanceof Uint8Array) return fromText(new TextDecoder().decode(input));
  if (typeof input !== 'string') return { source: input, folder: null, file: 'pipeline' };
  const path = input.trim();
  if (path.includes('\n') || !/\.ya?ml$/.test(path)) return fromText(input);
  const { text, folder } = await control.readPipeline.executeWithOptions({ summary: `read ${path}` }, [path]);
  return { source: text, folder, file: path };
}

function fromText(source: string) {
  return { source, folder: null, file: 'pipeline.yaml' };
}

function details(plan: Plan, statuses: readonly StepStatus[]): string {
  const rows = statuses.map(({ id, uses, state, done, total }) => {
    const count = total > 1 ? ` ${String(done)} of ${String(total)}` : '';
    return `| ${id} | ${uses} | ${state}${count} |`;
  });
  return [
    `**${plan.name}**, seed ${String(plan.seed)}`,
    '',
    '| Step | Uses | State |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

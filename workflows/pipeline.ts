import {
  ApplicationFailure,
  defineQuery,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FrontRef, NamedTarget, RunContext } from '../activities/messages.js';
import type { HardwareTarget } from '../core/pipeline/document.js';
import { line } from '../core/metrics/front-table.js';
import { type Told, toldText } from '../core/notification/told.js';
import { formatProblems } from '../core/pipeline/problems.js';
import { planPipeline, type Plan } from '../core/pipeline/plan.js';
import { notifying } from './notify.js';
import { Attributes } from './attributes.js';
import { control } from './proxies.js';
import { Schedule, type StepStatus } from './schedule.js';
import type { PlanWithTargets } from './steps.js';
import type { StepResults } from './results.js';
import { isSearchOutput } from './values.js';

export interface PipelineProgress {
  readonly name: string;
  readonly steps: readonly StepStatus[];
  /** Whom the pipeline has told how it ended. */
  readonly notifications?: readonly Told[];
}

export interface PipelineOutput {
  readonly name: string;
  readonly steps: StepResults;
  /** Where the pipeline names somebody to tell. */
  readonly notifications?: readonly Told[];
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
  const page = new Page();
  const { name, steps } = await notifying(
    planned.plan,
    () => runPlan(planned.plan, source, folder, page),
    (told) => {
      page.add(told);
    },
  );
  return { name, steps, ...(page.notifications.length > 0 ? { notifications: page.notifications } : {}) };
}

/** A run's page in the Web UI, to which notifications come last. */
class Page {
  readonly notifications: Told[] = [];
  private text = '';

  show(text: string): void {
    this.text = text;
    setCurrentDetails(text);
  }

  add(told: Told): void {
    this.notifications.push(told);
    this.show(`${this.text}\n\n${toldText(told)}`);
  }
}

async function runPlan(
  declared: Plan,
  source: string | object,
  folder: string | null,
  page: Page,
): Promise<PipelineOutput> {
  const { workflowId, startTime } = workflowInfo();
  const { name, seed } = declared;
  const run: RunContext = { runId: workflowId, seed, base: folder, pipeline: name };
  const plan = await withTargets(declared, run);
  const schedule = new Schedule(plan, {
    run,
    plan,
    text: typeof source === 'string' ? source : JSON.stringify(source, null, 2),
    startedAt: startTime.toISOString(),
  });
  setHandler(pipelineProgress, () => ({
    name: plan.name,
    steps: schedule.statuses(),
    notifications: page.notifications,
  }));
  const attributes = await Attributes.open();
  attributes.tellPipeline(name);
  schedule.onChange = () => {
    const statuses = schedule.statuses();
    page.show(details(plan, statuses));
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
    return line([id, uses, `${state}${count}`]);
  });
  return [
    `**${plan.name}**, seed ${String(plan.seed)}`,
    '',
    line(['Step', 'Uses', 'State']),
    line(['---', '---', '---']),
    ...rows,
  ].join('\n');
}

import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FrontRef, NamedTarget, RunContext } from '../activities/messages.js';
import type { Told } from '../core/notification/told.js';
import type { HardwareTarget } from '../core/pipeline/document.js';
import { formatProblems } from '../core/pipeline/problems.js';
import { planPipeline, type Plan } from '../core/pipeline/plan.js';
import { resolveValue } from '../core/pipeline/references.js';
import { Attributes } from './attributes.js';
import { asFailure } from './failure.js';
import { notifying } from './notify.js';
import { Page } from './page.js';
import { control } from './proxies.js';
import { type PipelineInput, type ReadPipeline, readPipeline } from './read-pipeline.js';
import { type Outputs, partsOf, type StepResults } from './results.js';
import { RunBook, type Kept, type StepStatus } from './run-book.js';
import { readRunSettings, type RunSettings } from './run-settings.js';
import { runSteps } from './schedule.js';
import type { PlanWithTargets } from './steps.js';
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
  /** What the pipeline declares. */
  readonly outputs: Outputs;
  /** Where the pipeline names somebody to tell. */
  readonly notifications?: readonly Told[];
}

/** All that another run needs to go on with this one. */
export interface PipelineOrigin {
  readonly source: string | object;
  readonly file: string;
  readonly settings: RunSettings;
  readonly kept: Kept;
}

export const pipelineProgress = defineQuery<PipelineProgress>('progress');
export const pipelineOrigin = defineQuery<PipelineOrigin>('origin');

/**
 * Runs a pipeline. A bad one fails at once, with every problem and its place; nothing of it is started. The settings are
 * `RunSettings`, as they are or as YAML or JSON in text or bytes.
 */
export async function pipeline(
  input: PipelineInput,
  given: Uint8Array | string | RunSettings | null = null,
): Promise<PipelineOutput> {
  try {
    const settings = readRunSettings(given);
    const read = await readPipeline(input, settings);
    const planned = planPipeline(read.source, read.file, { inputs: settings.inputs, files: read.files });
    if ('problems' in planned) {
      throw ApplicationFailure.nonRetryable(formatProblems(planned.problems), 'INVALID_PIPELINE');
    }
    const { plan } = planned;
    const page = new Page(plan);
    const output = await notifying(
      plan,
      () => runPlan(plan, read, settings, page),
      (told) => {
        page.add(told);
      },
    );
    const { notifications } = page;
    return notifications.length > 0 ? { ...output, notifications } : output;
  } catch (error) {
    throw asFailure(error);
  }
}

async function runPlan(
  declared: Plan,
  { source, folder, file }: ReadPipeline,
  { inputs, kept }: RunSettings,
  page: Page,
): Promise<PipelineOutput> {
  const { workflowId, startTime } = workflowInfo();
  const { name, seed } = declared;
  const run: RunContext = { runId: workflowId, seed, base: folder, pipeline: name };
  const plan = await withTargets(declared, run);
  const book = new RunBook(workflowId, plan.inputs, [...plan.steps, ...plan.finally], kept);
  setHandler(pipelineProgress, () => ({
    name,
    steps: book.statuses(),
    notifications: page.notifications,
  }));
  setHandler(pipelineOrigin, () => ({ source, file, settings: { inputs, folder }, kept: book.kept() }));
  const attributes = await Attributes.open();
  attributes.tellPipeline(name);
  book.onChange = () => {
    const statuses = book.statuses();
    page.show(statuses);
    attributes.tellSteps(statuses.filter(({ state }) => state === 'running').map(({ id }) => id));
  };
  await runAll(plan, book, {
    run,
    plan,
    text: typeof source === 'string' ? source : JSON.stringify(source, null, 2),
    startedAt: startTime.toISOString(),
  });
  const front = lastFront(book.results());
  if (front !== undefined) attributes.tellFront(front);
  const outputs: Outputs = Object.fromEntries(
    Object.entries(plan.outputs).map(([key, text]): [string, unknown] => [
      key,
      resolveValue(text, book.context()),
    ]),
  );
  return { name, steps: book.results(), outputs };
}

/** Runs the steps, and in any case those for the end. Throws what ended the run. */
async function runAll(
  plan: Plan,
  book: RunBook,
  surroundings: Parameters<typeof runSteps>[2],
): Promise<void> {
  const failures: unknown[] = [];
  try {
    await runSteps(plan.steps, book, surroundings);
    book.endRun('done');
  } catch (error) {
    failures.push(error);
    book.endRun(isCancellation(error) ? 'cancelled' : 'failed', error);
  }
  if (plan.finally.length > 0) {
    try {
      await CancellationScope.nonCancellable(() => runSteps(plan.finally, book, surroundings));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** The front that a pipeline's last search ended with. */
function lastFront(steps: StepResults): FrontRef | undefined {
  return Object.values(steps)
    .flatMap(partsOf)
    .map((part): object => part)
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

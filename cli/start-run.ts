import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { pipeline } from '../workflows/pipeline.js';
import type { PipelineInput } from '../workflows/read-pipeline.js';
import type { RunSettings } from '../workflows/run-settings.js';

export type PipelineHandle = WorkflowHandle<typeof pipeline>;

/** How a pipeline gets to a worker: one that sees the file reads it, or its text is sent. */
export type SendForm = 'path' | 'text';

export interface RunStart {
  /** The pipeline's name. */
  readonly name: string;
  readonly file: string;
  readonly send: SendForm;
  readonly taskQueue: string;
  /** Left out: the pipeline's name and the time. */
  readonly id?: string;
  readonly settings?: RunSettings;
}

/** Starts a run of a pipeline file. */
export async function startRun(client: Client, run: RunStart): Promise<PipelineHandle> {
  return startWith(client, await argumentOf(run), run);
}

export interface SourceStart extends Omit<RunStart, 'file' | 'send'> {
  /** The run that it goes on with. */
  readonly after?: string;
}

/** Starts a run of a pipeline in any of the forms that its workflow takes. */
export function startWith(
  client: Client,
  input: PipelineInput,
  { name, taskQueue, id, settings, after }: SourceStart,
): Promise<PipelineHandle> {
  return client.workflow.start<typeof pipeline>('pipeline', {
    taskQueue,
    workflowId: id ?? `${name}-${stamp()}`,
    args: argumentsOf(input, settings),
    staticSummary: summaryOfPipeline(name),
    memo: { pipeline: name, ...(after === undefined ? {} : { after }) },
  });
}

export async function argumentOf({ file, send }: Pick<RunStart, 'file' | 'send'>): Promise<string> {
  return send === 'path' ? resolve(file) : await readFile(file, 'utf8');
}

/** Without settings, a run takes its pipeline alone, as one that is started by hand does. */
export function argumentsOf(input: PipelineInput, settings: RunSettings = {}): Parameters<typeof pipeline> {
  const isEmpty = Object.keys(settings.inputs ?? {}).length === 0 && settings.kept === undefined;
  return isEmpty ? [input] : [input, settings];
}

export function summaryOfPipeline(name: string): string {
  return `Pipeline ${name}`;
}

function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

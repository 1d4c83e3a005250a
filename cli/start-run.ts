import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { pipeline } from '../workflows/pipeline.js';

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
}

/** Starts a run of a pipeline file. */
export async function startRun(client: Client, run: RunStart): Promise<PipelineHandle> {
  const { name, taskQueue, id } = run;
  return client.workflow.start<typeof pipeline>('pipeline', {
    taskQueue,
    workflowId: id ?? `${name}-${stamp()}`,
    args: [await argumentOf(run)],
    staticSummary: summaryOfPipeline(name),
    memo: { pipeline: name },
  });
}

export async function argumentOf({ file, send }: Pick<RunStart, 'file' | 'send'>): Promise<string> {
  return send === 'path' ? resolve(file) : await readFile(file, 'utf8');
}

export function summaryOfPipeline(name: string): string {
  return `Pipeline ${name}`;
}

function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

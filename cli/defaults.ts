import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export const TASK_QUEUE = 'espalier';

/** What a server and workers on this machine need to know, where nothing is said. */
export interface LocalDefaults {
  readonly taskQueue: string;
  /** How many tensor workers to start. */
  readonly tensorWorkers: number;
  /** The folder that relative paths of pipelines start at where the pipeline's own folder is not known. */
  readonly base: string;
  /** Where the server's state, the store and the logs are kept. */
  readonly home: string;
  /** Where results are published. */
  readonly out: string;
}

export const localDefaults: LocalDefaults = {
  taskQueue: TASK_QUEUE,
  tensorWorkers: Math.min(4, availableParallelism()),
  base: existsSync('pipelines') ? 'pipelines' : '.',
  home: '.espalier',
  out: 'out',
};

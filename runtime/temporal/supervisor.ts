import { join } from 'node:path';
import type { EnvironmentError } from '../../core/errors.js';
import { projectRoot } from '../project.js';
import { Post, type PostOptions } from './post.js';

/** What a worker process can do; `worker.ts` knows the activities of each. */
export type WorkerRole = 'control' | 'tensor' | 'device' | 'compile' | 'all';

export interface WorkerGroup {
  readonly role: WorkerRole;
  readonly count: number;
  /** Without it, that of the options. */
  readonly taskQueue?: string;
  /** Added to this process's environment and to what the role needs. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface SupervisorOptions {
  readonly taskQueue: string;
  readonly address: string;
  readonly namespace: string;
  /** Each worker writes to `<role>-<index>.log` here. */
  readonly logFolder: string;
  /** A worker whose resident memory grows past this is replaced once it has finished its activity. */
  readonly memoryLimitBytes?: number;
  /** How long a worker may take to finish its activity when it is asked to end; then it is killed. */
  readonly graceMs?: number;
  /** The pause before the first restart; it doubles with each quick death, up to 30 s. */
  readonly firstPauseMs?: number;
  /** How often memory is looked at. */
  readonly checkEveryMs?: number;
  /** The worker's command line; a test or a benchmark puts a script of its own here. */
  readonly command?: (role: WorkerRole) => readonly [string, ...string[]];
}

export interface WorkerStatus {
  readonly role: WorkerRole;
  readonly index: number;
  /** Undefined between a death and the restart. */
  readonly pid: number | undefined;
  readonly restarts: number;
  readonly log: string;
}

export interface Supervisor {
  workers(): readonly WorkerStatus[];
  /** Resolves with an EnvironmentError `WORKER_KEEPS_FAILING` when a worker cannot be kept alive. */
  readonly failure: Promise<EnvironmentError>;
  /** Asks every worker to finish what it does and to end. */
  stop(): Promise<void>;
}

/** One thread a process, as many processes as cores: two such train 40 % more steps a second than one with all. */
export const tensorEnvironment: Readonly<Record<string, string>> = {
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
};

const gibibyte = 2 ** 30;

/**
 * Starts worker processes and keeps them alive until `stop`: one that dies is started again, one that grows too
 * large is replaced. Workers end by themselves when this process is gone, if they call `endWithParent`.
 */
export function superviseWorkers(groups: readonly WorkerGroup[], options: SupervisorOptions): Supervisor {
  const shared: PostOptions = {
    memoryLimitBytes: options.memoryLimitBytes ?? 4 * gibibyte,
    graceMs: options.graceMs ?? 60_000,
    firstPauseMs: options.firstPauseMs ?? 200,
    checkEveryMs: options.checkEveryMs ?? 5000,
  };
  const posts = groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, index) => ({
      role: group.role,
      index,
      post: new Post(
        {
          name: `${labelOf(group)} worker ${String(index)}`,
          command:
            options.command?.(group.role) ?? workerCommand(group.role, group.taskQueue ?? options.taskQueue),
          env: { ...roleEnvironment(group.role), ...serverEnvironment(options), ...group.env },
          log: join(options.logFolder, `${labelOf(group)}-${String(index)}.log`),
        },
        shared,
      ),
    })),
  );
  return {
    workers: () => posts.map(({ role, index, post }) => ({ role, index, ...post.status() })),
    failure: Promise.race(posts.map(({ post }) => post.failure)),
    async stop() {
      await Promise.all(posts.map(({ post }) => post.stop()));
    },
  };
}

function labelOf({ role, taskQueue }: WorkerGroup): string {
  return taskQueue === undefined ? role : `${taskQueue}-${role}`;
}

/** The command line of the worker that ships. */
export function workerCommand(role: WorkerRole, taskQueue: string): [string, ...string[]] {
  const script = join(projectRoot, 'dist/worker.js');
  return [process.execPath, '--enable-source-maps', script, '--role', role, '--task-queue', taskQueue];
}

function roleEnvironment(role: WorkerRole): Readonly<Record<string, string>> {
  return role === 'tensor' || role === 'all' ? tensorEnvironment : {};
}

function serverEnvironment({ address, namespace }: SupervisorOptions): Readonly<Record<string, string>> {
  return { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
}

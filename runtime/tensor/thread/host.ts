import { Worker, type ResourceLimits } from 'node:worker_threads';
import { EnvironmentError } from '../../../core/errors.js';
import { setTensorflowDefaults } from '../training/environment.js';
import type { AnyJob, ProgressOf, ResultOf, TensorJob, TensorWork } from './jobs.js';
import { fromPlain, type FromThread, type ToThread } from './messages.js';

export interface JobHooks<Progress> {
  readonly onProgress?: (progress: Progress) => void;
  /** A failure to keep a checkpoint fails the job. */
  readonly onCheckpoint?: (bytes: Uint8Array) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Is told when jobs begin and end, whichever way they do. */
export interface JobObserver<Job> {
  started(job: Job): void;
  ended(): void;
}

export interface ThreadOptions<Job extends AnyJob = TensorJob> {
  /** The module that serves jobs; by default the one that serves `TensorJob`s. */
  readonly entry?: URL;
  readonly resourceLimits?: ResourceLimits;
  /** How long an aborted job may take to stop before its thread is ended. Default 10,000. */
  readonly graceMs?: number;
  readonly observer?: JobObserver<Job>;
}

/** The thread died under a job, by running out of memory or by a defect. The same job may well succeed again. */
export class TensorThreadDied extends EnvironmentError {
  readonly retryable = true;
}

interface Entry<Job> {
  readonly id: number;
  readonly job: Job;
  readonly signal: AbortSignal | undefined;
  progress(progress: unknown): void;
  checkpoint(bytes: Uint8Array): void | Promise<void>;
  resolve(result: unknown): void;
  reject(reason: unknown): void;
}

/** The job that runs, and the next one, which the thread then begins without asking. */
const AT_THREAD = 2;

/**
 * Runs heavy jobs in a thread of their own, so that the event loop here, and with it a worker's heartbeats, is never
 * held up. One job at a time; others wait. The thread starts with the first job, and again after it has died.
 */
export class TensorThread<Job extends AnyJob = TensorJob, Work = TensorWork> {
  private readonly options: ThreadOptions<Job>;
  private readonly waiting: Entry<Job>[] = [];
  /** Jobs that the thread has; the first one runs. */
  private readonly sent: Entry<Job>[] = [];
  private worker: Worker | undefined;
  private nextId = 0;

  constructor(options: ThreadOptions<Job> = {}) {
    this.options = options;
  }

  /**
   * Runs a job. Rejects with the job's own error, EspalierErrors with their class, code, place and hint; with the
   * signal's reason, at once, when it is aborted; with a TensorThreadDied `TENSOR_THREAD_DIED`.
   */
  runJob<Own extends Job>(
    job: Own,
    hooks: JobHooks<ProgressOf<Own, Work>> = {},
  ): Promise<ResultOf<Own, Work>> {
    const { signal, onProgress, onCheckpoint } = hooks;
    const id = this.nextId++;
    const onAbort = (): void => {
      this.abort(id);
    };
    const ran = new Promise<ResultOf<Own, Work>>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push({
        id,
        job,
        signal,
        progress: (progress: ProgressOf<Own, Work>) => onProgress?.(progress),
        checkpoint: (bytes) => onCheckpoint?.(bytes),
        resolve,
        reject,
      });
      this.feed();
    });
    return ran.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Ends the thread; a job that runs rejects with `TENSOR_THREAD_DIED`, and those that wait with it. */
  async close(): Promise<void> {
    const { worker } = this;
    for (const entry of [...this.sent.splice(1), ...this.waiting.splice(0)]) {
      entry.reject(died('It was closed.'));
    }
    if (worker !== undefined) await worker.terminate();
  }

  private feed(): void {
    while (this.sent.length < AT_THREAD) {
      const entry = this.waiting.shift();
      if (entry === undefined) break;
      this.sendJob(entry);
    }
    if (this.sent.length === 0) this.worker?.unref();
  }

  private sendJob(entry: Entry<Job>): void {
    const worker = this.worker ?? this.start();
    worker.ref();
    try {
      this.send(worker, { type: 'run', id: entry.id, job: entry.job });
    } catch (error) {
      entry.reject(error);
      return;
    }
    this.sent.push(entry);
    if (this.sent.length === 1) this.options.observer?.started(entry.job);
  }

  private start(): Worker {
    setTensorflowDefaults();
    const entry = this.options.entry ?? new URL('./entry.js', import.meta.url);
    const worker = new Worker(entry, { resourceLimits: this.options.resourceLimits });
    let reason = 'It ended on its own.';
    worker.on('message', (message: FromThread) => {
      this.receive(message);
    });
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.worker = undefined;
      // The next one has not begun.
      this.waiting.unshift(...this.sent.splice(1).filter(({ signal }) => signal?.aborted !== true));
      this.finish((current) => {
        current.reject(died(reason));
      });
    });
    this.worker = worker;
    return worker;
  }

  private receive(message: FromThread): void {
    const current = this.sent.at(0);
    if (current?.id !== message.id) return;
    switch (message.type) {
      case 'progress':
        current.progress(message.progress);
        return;
      case 'checkpoint':
        void this.keep(current, message.bytes);
        return;
      case 'done':
        this.finish((entry) => {
          entry.resolve(message.result);
        });
        return;
      case 'failed':
        this.finish((entry) => {
          entry.reject(fromPlain(message.error));
        });
        return;
    }
  }

  private async keep(entry: Entry<Job>, bytes: Uint8Array): Promise<void> {
    try {
      await entry.checkpoint(bytes);
    } catch (error) {
      entry.reject(error);
      this.stop(entry.id);
    }
  }

  private finish(settle: (entry: Entry<Job>) => void): void {
    const current = this.sent.shift();
    if (current !== undefined) {
      this.options.observer?.ended();
      settle(current);
    }
    const next = this.sent.at(0);
    if (next !== undefined) this.options.observer?.started(next.job);
    this.feed();
  }

  private abort(id: number): void {
    const place = this.waiting.findIndex((entry) => entry.id === id);
    const sent = this.sent.find((entry) => entry.id === id);
    for (const entry of place === -1 ? [sent] : this.waiting.splice(place, 1)) {
      entry?.reject(entry.signal?.reason);
    }
    if (sent !== undefined) this.stop(id);
  }

  /** Asks the thread to leave a job, and ends it where it does not. The next job waits until then. */
  private stop(id: number): void {
    const { worker } = this;
    if (worker === undefined) return;
    this.send(worker, { type: 'abort', id });
    const timer = setTimeout(() => {
      if (this.sent.at(0)?.id === id) void worker.terminate();
    }, this.options.graceMs ?? 10_000);
    timer.unref();
  }

  private send(worker: Worker, message: ToThread<AnyJob>): void {
    worker.postMessage(message);
  }
}

function died(reason: string): TensorThreadDied {
  return new TensorThreadDied('TENSOR_THREAD_DIED', `The thread for tensors died under its job. ${reason}`, {
    hint: 'Try again. If it died for want of memory, lower the batch size or give the machine more.',
  });
}

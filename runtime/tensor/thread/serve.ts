import { parentPort } from 'node:worker_threads';
import type { AnyJob, HandlerHooks, Handlers } from './jobs.js';
import { toPlain, type FromThread, type ToThread } from './messages.js';

/** The thread's side: runs the jobs that its host sends, one after another. */
export function serve<Job extends AnyJob, Work>(handlers: Handlers<Job, Work>): void {
  const port = parentPort;
  if (port === null) throw new Error('This module is the entry of a worker thread.');
  const send = (message: FromThread, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  const byKind = new Map<string, Handler>(Object.entries(handlers));
  const controllers = new Map<number, AbortController>();
  let last = Promise.resolve();

  port.on('message', (message: ToThread<Job>) => {
    if (message.type === 'abort') {
      controllers.get(message.id)?.abort();
      return;
    }
    const { id, job } = message;
    const controller = new AbortController();
    controllers.set(id, controller);
    const hooks: HandlerHooks<unknown> = {
      onProgress: (progress) => {
        send({ type: 'progress', id, progress });
      },
      onCheckpoint: (bytes) => {
        const own = bytes.slice();
        send({ type: 'checkpoint', id, bytes: own }, [own.buffer]);
      },
      signal: controller.signal,
    };
    last = last
      .then(() => {
        controller.signal.throwIfAborted();
        return run(byKind, job, hooks);
      })
      .then((result) => {
        send({ type: 'done', id, result });
      })
      .catch((error: unknown) => {
        send({ type: 'failed', id, error: toPlain(error) });
      })
      .finally(() => controllers.delete(id));
  });
}

type Handler = (job: AnyJob, hooks: HandlerHooks<unknown>) => Promise<unknown>;

async function run(
  handlers: ReadonlyMap<string, Handler>,
  job: AnyJob,
  hooks: HandlerHooks<unknown>,
): Promise<unknown> {
  const handler = handlers.get(job.kind);
  if (handler === undefined) throw new Error(`The thread has no handler for jobs of kind '${job.kind}'.`);
  return handler(job, hooks);
}

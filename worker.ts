import { parseArgs } from 'node:util';
import { serveQueues } from './activities/serve.js';
import type { WorkerRole } from './runtime/temporal/supervisor.js';

const ROLES: readonly WorkerRole[] = ['control', 'tensor', 'device', 'compile', 'all'];

/** A worker process: connects, and serves the task queues of its role until it is asked to end. */
async function main(): Promise<void> {
  const { role, taskQueue, allowExec } = commandLine();
  if (allowExec) process.env.ESPALIER_ALLOW_EXEC = '1';
  await serveQueues(role, taskQueue);
}

function commandLine(): { role: WorkerRole; taskQueue: string; allowExec: boolean } {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', default: 'all' },
      'task-queue': { type: 'string', default: 'espalier' },
      'allow-exec': { type: 'boolean', default: false },
    },
  });
  const role = ROLES.find((known) => known === values.role);
  if (role === undefined) throw new Error(`--role is ${values.role}; it is one of ${ROLES.join(', ')}.`);
  return { role, taskQueue: values['task-queue'], allowExec: values['allow-exec'] };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

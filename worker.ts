import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { FailureInterceptor } from './activities/failures.js';
import { compileActivities, controlActivities, tensorActivities } from './activities/index.js';
import type { Surroundings } from './activities/surroundings.js';
import { projectRoot } from './runtime/project.js';
import { openStore } from './runtime/store/open.js';
import { serverSettings } from './runtime/temporal/connect.js';
import { endWithParent } from './runtime/temporal/end-with-parent.js';
import type { WorkerRole } from './runtime/temporal/supervisor.js';
import { TensorThread } from './runtime/tensor/thread/host.js';

/** How long running activities may go on after a worker is asked to end. */
const GRACE = '30 seconds';

const ROLES: readonly WorkerRole[] = ['control', 'tensor', 'compile', 'all'];

/** A worker process: connects, and serves the task queues of its role until it is asked to end. */
async function main(): Promise<void> {
  const { role, taskQueue } = commandLine();
  const { connection: options, namespace } = serverSettings();
  const connection = await NativeConnection.connect(options);
  const tensors = new TensorThread();
  const surroundings: Surroundings = {
    store: openStore(process.env.ESPALIER_STORE ?? '.espalier/store'),
    outputFolder: process.env.ESPALIER_OUT ?? 'out',
    baseFolder: process.env.ESPALIER_BASE ?? process.cwd(),
    tensors,
  };
  const shared = {
    connection,
    namespace,
    shutdownGraceTime: GRACE,
    interceptors: { activity: [() => ({ inbound: new FailureInterceptor() })] },
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all(
    queuesOf(role, taskQueue, surroundings).map((queue) => Worker.create({ ...shared, ...queue })),
  );
  const end = () => {
    for (const worker of workers) worker.shutdown();
  };
  endWithParent(end);
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await tensors.close();
    await connection.close();
  }
}

/** Heavy work runs one at a time a process: memory and cores are planned for it. */
function queuesOf(role: WorkerRole, taskQueue: string, surroundings: Surroundings): WorkerOptions[] {
  const queues: WorkerOptions[] = [];
  if (role === 'control' || role === 'all') {
    queues.push({ taskQueue, ...workflowCode(), activities: controlActivities(surroundings) });
  }
  if (role === 'tensor' || role === 'all') {
    queues.push({
      taskQueue: `${taskQueue}-tensor`,
      activities: tensorActivities(surroundings),
      maxConcurrentActivityTaskExecutions: 1,
    });
  }
  if (role === 'compile' || role === 'all') {
    queues.push({
      taskQueue: `${taskQueue}-compile`,
      activities: compileActivities(surroundings),
      maxConcurrentActivityTaskExecutions: 1,
    });
  }
  return queues;
}

/** The bundle that set-up made, which halves the start; else the worker bundles the workflows itself. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = join(projectRoot, 'dist/workflow-bundle.js');
  return existsSync(codePath)
    ? { workflowBundle: { codePath } }
    : { workflowsPath: join(projectRoot, 'dist/workflows/index.js') };
}

function commandLine(): { role: WorkerRole; taskQueue: string } {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', default: 'all' },
      'task-queue': { type: 'string', default: 'espalier' },
    },
  });
  const role = ROLES.find((known) => known === values.role);
  if (role === undefined) throw new Error(`--role is ${values.role}; it is one of ${ROLES.join(', ')}.`);
  return { role, taskQueue: values['task-queue'] };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { goFirst } from '../runtime/measuring/priority.js';
import { projectRoot } from '../runtime/project.js';
import { openStore } from '../runtime/store/open.js';
import { serverSettings } from '../runtime/temporal/connect.js';
import { endWithParent } from '../runtime/temporal/end-with-parent.js';
import type { WorkerRole } from '../runtime/temporal/supervisor.js';
import { OneAhead } from '../runtime/temporal/one-ahead.js';
import { TensorThread, type ThreadOptions } from '../runtime/tensor/thread/host.js';
import type { TensorJob } from '../runtime/tensor/thread/jobs.js';
import { FailureInterceptor } from './failures.js';
import { compileActivities, controlActivities, deviceActivities, tensorActivities } from './index.js';
import { Pulse } from './pulse.js';
import type { Surroundings } from './surroundings.js';

/** How long running activities may go on after a worker is asked to end. */
const GRACE = '30 seconds';

/** Serves the task queues of a role in this process, until it is asked to end. `thread` is for its heavy work. */
export async function serveQueues(
  role: WorkerRole,
  taskQueue: string,
  thread: Pick<ThreadOptions, 'entry'> = {},
): Promise<void> {
  if (role === 'device') goFirst();
  const { connection: options, namespace } = serverSettings();
  const connection = await NativeConnection.connect(options);
  const ahead = new OneAhead(kindOf);
  const tensors = new TensorThread({ ...thread, observer: ahead });
  const surroundings: Surroundings = {
    store: openStore(process.env.ESPALIER_STORE ?? '.espalier/store'),
    outputFolder: process.env.ESPALIER_OUT ?? 'out',
    baseFolder: process.env.ESPALIER_BASE ?? process.cwd(),
    tensors,
    allowExec: process.env.ESPALIER_ALLOW_EXEC === '1',
  };
  const shared = {
    connection,
    namespace,
    shutdownGraceTime: GRACE,
    interceptors: { activity: [failures] },
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all(
    queuesOf(role, taskQueue, surroundings, ahead).map((queue) => Worker.create({ ...shared, ...queue })),
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

const failures = () => ({ inbound: new FailureInterceptor() });
const pulse = () => ({ inbound: new Pulse() });

/** Heavy work runs one at a time a process: memory and cores are planned for it. */
function queuesOf(
  role: WorkerRole,
  taskQueue: string,
  surroundings: Surroundings,
  ahead: OneAhead<TensorJob>,
): WorkerOptions[] {
  const queues: WorkerOptions[] = [];
  if (role === 'control' || role === 'all') {
    queues.push({
      taskQueue,
      ...workflowCode(),
      activities: controlActivities(surroundings),
      interceptors: { activity: [failures, pulse] },
    });
  }
  if (role === 'tensor' || role === 'all') {
    queues.push({
      taskQueue: `${taskQueue}-tensor`,
      activities: tensorActivities(surroundings),
      tuner: ahead.tuner,
      maxConcurrentActivityTaskPolls: 1,
    });
  }
  if (role === 'device' || role === 'all') {
    queues.push({
      taskQueue: `${taskQueue}-device`,
      activities: deviceActivities(surroundings),
      maxConcurrentActivityTaskExecutions: 1,
    });
  }
  if (role === 'compile' || role === 'all') {
    queues.push({
      taskQueue: `${taskQueue}-compile`,
      activities: compileActivities(surroundings),
      interceptors: { activity: [failures, pulse] },
      maxConcurrentActivityTaskExecutions: 1,
    });
  }
  return queues;
}

/** Evaluations on the same images take about as long as each other. A training takes as long as it takes. */
function kindOf(job: TensorJob): string | undefined {
  return job.kind === 'evaluate' ? JSON.stringify([job.dataset, job.datasetSeed, job.settings]) : undefined;
}

/** The bundle that set-up made, which halves the start; else the worker bundles the workflows itself. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = join(projectRoot, 'dist/workflow-bundle.js');
  return existsSync(codePath)
    ? { workflowBundle: { codePath } }
    : { workflowsPath: join(projectRoot, 'dist/workflows/index.js') };
}

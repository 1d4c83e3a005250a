import { startLocal, type LocalOptions } from './local.js';

/** Keeps a server and its workers running until interrupted. Returns the exit code. */
export async function dev(options: LocalOptions): Promise<number> {
  const cluster = await startLocal(options);
  const { address, namespace } = cluster.temporal;
  console.log(`Temporal server  ${address}, namespace ${namespace}`);
  if (cluster.uiUrl !== undefined) console.log(`Web UI           ${cluster.uiUrl}`);
  console.log(`Task queue       ${options.taskQueue}`);
  console.log(`State and logs   ${cluster.home}`);
  console.log(`
Start a pipeline from another terminal:
  temporal workflow start --address ${address} --type pipeline --task-queue ${options.taskQueue} \\
    --input-file FILE --input-meta encoding=binary/plain
Press Ctrl+C to stop; what runs goes on when you start again.`);
  const failure = await Promise.race([interrupted(), cluster.supervisor.failure]);
  await cluster.stop();
  if (failure === undefined) return 0;
  throw failure;
}

function interrupted(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(undefined);
      });
    }
  });
}

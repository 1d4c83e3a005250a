import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect, serverSettings, type TemporalConnection } from '../runtime/temporal/connect.js';
import { findDevServer, startDevServer } from '../runtime/temporal/dev-server.js';
import { type ServerFlags, variablesOf } from '../runtime/temporal/flags.js';
import { registerAttributes } from '../runtime/temporal/search-attributes.js';
import {
  superviseWorkers,
  type Supervisor,
  type SupervisorOptions,
  type WorkerGroup,
} from '../runtime/temporal/supervisor.js';
import type { LocalDefaults } from './defaults.js';

export { localDefaults, TASK_QUEUE } from './defaults.js';

export interface LocalOptions extends ServerFlags, LocalDefaults {
  /** Whether pipelines may run programs of their own. */
  readonly allowExec?: boolean;
  /** Whether to start a worker that measures. Default: true. */
  readonly deviceWorker?: boolean;
  /** Further task queues, each with a worker for everything. */
  readonly queues?: readonly string[];
  /** In place of the command lines of the workers that ship. */
  readonly command?: SupervisorOptions['command'];
}

/** A Temporal server with the workers that a run needs, on this machine. */
export interface LocalCluster {
  readonly temporal: TemporalConnection;
  readonly supervisor: Supervisor;
  /** Undefined for a server that is not ours: it may have no Web UI, or anywhere. */
  readonly uiUrl: string | undefined;
  readonly home: string;
  stop(): Promise<void>;
}

/**
 * Uses the server that flags, environment or Temporal's configuration name; else one that runs on our state already;
 * else starts one. Starts the workers in any case.
 */
export async function startLocal(options: LocalOptions): Promise<LocalCluster> {
  const home = resolve(options.home);
  mkdirSync(home, { recursive: true });
  const server = await chooseServer(options, home);
  const temporal = await connect({ ...options, address: server.address });
  if (server.uiUrl !== undefined) await registerAttributes(temporal.connection, temporal.namespace);
  const supervisor = superviseWorkers(
    [
      { role: 'control', count: 1, env: environment(options, home) },
      { role: 'tensor', count: options.tensorWorkers, env: environment(options, home) },
      { role: 'device', count: options.deviceWorker === false ? 0 : 1, env: environment(options, home) },
      { role: 'compile', count: 1, env: environment(options, home) },
      ...(options.queues ?? []).map((taskQueue): WorkerGroup => ({
        role: 'all',
        count: 1,
        taskQueue,
        env: environment(options, home),
      })),
    ],
    {
      taskQueue: options.taskQueue,
      address: temporal.address,
      namespace: temporal.namespace,
      logFolder: join(home, 'logs'),
      command: options.command,
    },
  );
  return {
    temporal,
    supervisor,
    uiUrl: server.uiUrl,
    home,
    async stop() {
      await supervisor.stop();
      await temporal.close();
      await server.stop();
    },
  };
}

function environment(options: LocalOptions, home: string): Record<string, string> {
  return {
    ...variablesOf(options),
    ESPALIER_STORE: process.env.ESPALIER_STORE ?? join(home, 'store'),
    ESPALIER_OUT: resolve(options.out),
    ESPALIER_BASE: resolve(options.base),
    ...(options.allowExec === true ? { ESPALIER_ALLOW_EXEC: '1' } : {}),
  };
}

async function chooseServer(
  options: LocalOptions,
  home: string,
): Promise<{ address: string; uiUrl: string | undefined; stop: () => Promise<void> }> {
  const settings = serverSettings(options);
  const leave = () => Promise.resolve();
  if (settings.named) return { address: settings.connection.address, uiUrl: undefined, stop: leave };
  const dbFile = join(home, 'temporal.db');
  const running = await findDevServer(dbFile);
  if (running !== undefined) return { address: running.address, uiUrl: running.uiUrl, stop: leave };
  const server = await startDevServer({ dbFile, log: join(home, 'logs/temporal.log') });
  return { address: server.address, uiUrl: server.uiUrl, stop: () => server.stop() };
}

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { Connection } from '@temporalio/client';
import { EnvironmentError } from '../../core/errors.js';
import { locateTemporalCli } from './locate.js';
import { freePort, isPortFree } from './ports.js';
import { dyingWithParent, ending, isAlive, spawnDetached, terminate, type Ending } from './process.js';

export interface DevServerOptions {
  /** The SQLite file that holds the server's state; created when missing. */
  readonly dbFile: string;
  /** Left out: 7233, or any free port when that is taken. */
  readonly port?: number;
  /** Left out: 8233, or any free port when that is taken. */
  readonly uiPort?: number;
  /** The file that the server's output is appended to. */
  readonly log: string;
}

/** A server that another process of this machine runs on the same state file. */
export interface RunningServer {
  readonly pid: number;
  readonly address: string;
  readonly uiUrl: string;
}

export interface DevServer extends RunningServer {
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<Ending>;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const startTimeoutMs = 30_000;
const stopGraceMs = 10_000;
const attempts = 3;

/**
 * Starts Temporal's development server on the loopback interface and waits until it answers. It ends with `stop`,
 * and with this process. Throws an EnvironmentError: `TEMPORAL_CLI_MISSING`, `TEMPORAL_PORT_TAKEN`,
 * `TEMPORAL_STATE_IN_USE` or `TEMPORAL_SERVER_FAILED`.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const running = await findDevServer(options.dbFile);
  if (running !== undefined) {
    throw new EnvironmentError(
      'TEMPORAL_STATE_IN_USE',
      `the Temporal server with process id ${String(running.pid)} already runs on ${options.dbFile}`,
      { hint: `use it with --address ${running.address}, or stop it` },
    );
  }
  mkdirSync(dirname(resolve(options.dbFile)), { recursive: true });
  mkdirSync(dirname(resolve(options.log)), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const ports = {
      port: await choosePort(options.port, 7233),
      uiPort: await choosePort(options.uiPort, 8233),
    };
    try {
      return await launch(options, ports.port, ports.uiPort);
    } catch (error) {
      // Another process may take a port between the choice and the server's start.
      const free = (await isPortFree(ports.port)) && (await isPortFree(ports.uiPort));
      if (free || attempt === attempts) throw error;
    }
  }
}

/** The live server on this state file, if any. A process id alone proves nothing: systems use them again. */
export async function findDevServer(dbFile: string): Promise<RunningServer | undefined> {
  const record = readRecord(dbFile);
  return record !== undefined && isAlive(record.pid) && (await answers(record.address)) ? record : undefined;
}

async function choosePort(given: number | undefined, usual: number): Promise<number> {
  if (given === undefined) return freePort(usual);
  if (await isPortFree(given)) return given;
  throw new EnvironmentError('TEMPORAL_PORT_TAKEN', `port ${String(given)} is taken`, {
    hint: 'choose another port, or leave it out to get a free one',
  });
}

async function launch(options: DevServerOptions, port: number, uiPort: number): Promise<DevServer> {
  const cli = locateTemporalCli();
  const logFile = openSync(options.log, 'a');
  const child = spawnDetached(...dyingWithParent(cli.path, serverArguments(options.dbFile, port, uiPort)), {
    stdio: ['ignore', logFile, logFile],
  });
  closeSync(logFile);
  const address = `${host}:${String(port)}`;
  const ended = ending(child);
  try {
    await waitUntilAnswering(address, child, options.log);
  } catch (error) {
    await terminate(child, stopGraceMs);
    throw error;
  }
  const server = { pid: child.pid ?? 0, address, uiUrl: `http://${host}:${String(uiPort)}` };
  writeFileSync(recordFile(options.dbFile), JSON.stringify(server));
  const killAtExit = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', killAtExit);
  void ended.then(() => process.off('exit', killAtExit));
  return {
    ...server,
    ended,
    async stop() {
      await terminate(child, stopGraceMs);
      rmSync(recordFile(options.dbFile), { force: true });
    },
  };
}

function serverArguments(dbFile: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--log-level', 'warn'],
    ...['--ip', host, '--port', String(port), '--ui-ip', host, '--ui-port', String(uiPort)],
    ...['--db-filename', resolve(dbFile)],
    // Eight times the steps a second of SQLite's defaults, and still whole after a kill.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ];
}

async function waitUntilAnswering(address: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  let endedWith: Ending | undefined;
  void ending(child).then((how) => {
    endedWith = how;
  });
  while (!(await answers(address))) {
    if (endedWith !== undefined) throw serverFailed('ended at once', log);
    if (Date.now() > deadline)
      throw serverFailed(`does not answer after ${String(startTimeoutMs / 1000)} s`, log);
    await sleep(100);
  }
  // What answers may be another server that took the port first.
  if (endedWith !== undefined) throw serverFailed('ended at once', log);
}

async function answers(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address, connectTimeout: 1000 });
  try {
    await connection.withDeadline(Date.now() + 1000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

function serverFailed(what: string, log: string): EnvironmentError {
  const lastLines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  return new EnvironmentError('TEMPORAL_SERVER_FAILED', `the Temporal server ${what}: ${lastLines}`, {
    hint: `read ${log}; \`espalier doctor\` checks the Temporal CLI`,
  });
}

function readRecord(dbFile: string): RunningServer | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(recordFile(dbFile), 'utf8'));
    return isRunningServer(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

const recordFile = (dbFile: string): string => `${dbFile}.server.json`;

function isRunningServer(value: unknown): value is RunningServer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'address' in value &&
    typeof value.address === 'string' &&
    'uiUrl' in value &&
    typeof value.uiUrl === 'string'
  );
}

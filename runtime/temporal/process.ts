import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';

/** How a process ended: an exit code, or the signal that killed it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A process in a group of its own, so that Ctrl-C in the terminal reaches only its parent, which then stops its
 * children in order.
 */
export function spawnDetached(
  command: string,
  args: readonly string[],
  options: { readonly stdio: StdioOptions; readonly env?: NodeJS.ProcessEnv },
): ChildProcess {
  return spawn(command, [...args], { ...options, detached: true });
}

/** Resolves when the process has ended; also when it could never be started. */
export function ending(child: ChildProcess): Promise<Ending> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve({ code: child.exitCode, signal: child.signalCode });
  }
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

/** SIGTERM, and SIGKILL when the process has not ended `graceMs` later. */
export async function terminate(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => {
    child.kill('SIGKILL');
  }, graceMs);
  await gone;
  clearTimeout(killer);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

let canDieWithParent: boolean | undefined;

/**
 * The same command, but killed by the kernel when this process dies, however it dies, where the system can do that
 * (Linux with util-linux's setpriv).
 */
export function dyingWithParent(command: string, args: readonly string[]): [string, readonly string[]] {
  canDieWithParent ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  return canDieWithParent ? ['setpriv', ['--pdeathsig', 'TERM', command, ...args]] : [command, args];
}

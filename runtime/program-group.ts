import { type ChildProcess, spawn } from 'node:child_process';

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** The folder that the program works in. */
  readonly cwd: string;
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the program, with all that it started. */
  readonly signal?: AbortSignal;
}

export type Ended =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' };

/**
 * Runs a user's program or a tool to its end, no shell between, and hands on what it prints. It has a process group of its own,
 * so that what it has started ends with it. Rejects with the system's error where it cannot be started, and with the
 * signal's reason where that has ended it.
 */
export function runInGroup(
  { program, args, cwd, env, timeoutMs, signal }: ProgramCall,
  listen: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, timeoutMs);
    const stop = (): void => {
      endGroup(child);
    };
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        listen(stream, text);
      });
    }
    child.once('error', (cause) => {
      settle();
      reject(cause);
    });
    child.once('close', (code, killedBy) => {
      settle();
      if (signal?.aborted === true) reject(reasonOf(signal));
      else if (late) resolve({ kind: 'timeout' });
      else if (code === null) resolve({ kind: 'killed', signal: killedBy ?? 'an unknown signal' });
      else resolve({ kind: 'exit', code });
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

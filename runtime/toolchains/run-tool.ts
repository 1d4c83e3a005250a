import { spawn, type ChildProcess } from 'node:child_process';
import { EnvironmentError, TargetError } from '../../core/errors.js';

const LINES_SHOWN = 20;
/** Characters of a tool's output that are kept, half of them from its beginning. */
const LOG_KEPT = 1 << 20;

export interface ToolCall {
  /** The program and its arguments, as they are: no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** The folder that the tool works in. */
  readonly cwd: string;
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the tool, with all that it started. */
  readonly signal?: AbortSignal;
  /** What to do where there is no such program. */
  readonly missing?: string;
  /** What to do where it fails. */
  readonly cure?: string;
}

/**
 * Runs a tool to its end and returns what it printed, both streams as they came, its middle left out where it is long.
 *
 * Throws a TargetError: `TOOL_FAILED` with the tool's last lines, `TOOL_TIMEOUT` alike. Throws an EnvironmentError
 * `TOOL_MISSING` where it cannot be started, `DISK_FULL` where it says so, and the signal's reason when that ends it.
 */
export async function runTool(call: ToolCall): Promise<string> {
  call.signal?.throwIfAborted();
  const [program] = call.command;
  const log = new Log();
  const ended = await endOf(call, log);
  call.signal?.throwIfAborted();
  const text = log.text();
  if (ended.kind === 'timeout') {
    throw new TargetError(
      'TOOL_TIMEOUT',
      withLastLines(`\`${program}\` took longer than ${call.timeoutMs / 1000} s and was ended`, text),
      { hint: call.cure ?? 'Give it more time.' },
    );
  }
  if (ended.kind === 'exit' && ended.code === 0) return text;
  const how = ended.kind === 'exit' ? `ended with exit code ${ended.code}` : `was killed by ${ended.signal}`;
  const message = withLastLines(`\`${program}\` ${how}`, text);
  if (/No space left on device|ENOSPC|Errno 28\b/.test(text)) {
    throw new EnvironmentError('DISK_FULL', message, { hint: 'Free some disk, then run again.' });
  }
  throw new TargetError('TOOL_FAILED', message, { hint: call.cure ?? 'Its last lines say why.' });
}

type Ended =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' };

function endOf({ command, cwd, env, timeoutMs, signal, missing }: ToolCall, log: Log): Promise<Ended> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the tool has started ends with it.
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
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        log.add(part);
      });
    }
    child.on('error', (error) => {
      settle();
      reject(
        new EnvironmentError('TOOL_MISSING', `\`${program}\` cannot be started: ${error.message}.`, {
          hint: missing ?? 'Install it, or give its full path.',
          cause: error,
        }),
      );
    });
    child.on('close', (code, killedBy) => {
      settle();
      if (late) resolve({ kind: 'timeout' });
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

function withLastLines(what: string, log: string): string {
  const last = log.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n');
  return last === '' ? `${what} and printed nothing.` : `${what}:\n${last}`;
}

class Log {
  private start = '';
  private end = '';
  private dropped = 0;

  add(part: string): void {
    const room = Math.max(0, LOG_KEPT / 2 - this.start.length);
    this.start += part.slice(0, room);
    const rest = this.end + part.slice(room);
    const kept = rest.slice(-LOG_KEPT / 2);
    this.dropped += rest.length - kept.length;
    this.end = kept;
  }

  text(): string {
    if (this.dropped === 0) return this.start + this.end;
    return `${this.start}\n… ${this.dropped} characters left out …\n${this.end}`;
  }
}

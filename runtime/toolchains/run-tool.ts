import { EnvironmentError, TargetError } from '../../core/errors.js';
import { type ProgramCall, runInGroup } from '../program-group.js';

const LINES_SHOWN = 20;
/** Characters of a tool's output that are kept, half of them from its beginning. */
const LOG_KEPT = 1 << 20;

export interface ToolCall extends Omit<ProgramCall, 'program' | 'args'> {
  /** The program and its arguments, as they are. */
  readonly command: readonly [string, ...string[]];
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
  const { command, missing, signal, ...place } = call;
  const [program, ...args] = command;
  const log = new Log();
  const ended = await runInGroup({ ...place, program, args, signal }, (_, part) => {
    log.add(part);
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : missingTool(program, error, missing);
  });
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

function missingTool(program: string, cause: unknown, cure?: string): EnvironmentError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new EnvironmentError('TOOL_MISSING', `\`${program}\` cannot be started: ${message}.`, {
    hint: cure ?? 'Install it, or give its full path.',
    cause,
  });
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

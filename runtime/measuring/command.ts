import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TargetError } from '../../core/errors.js';
import type { CommandTarget } from '../../core/hardware/measured-target.js';
import { runInGroup } from '../program-group.js';
import { inScratchFolder } from '../toolchains/scratch.js';

/** What a program answers. */
export interface CommandAnswer {
  readonly latencyMs: number;
  readonly energyMj?: number;
}

const TIMEOUT_SECONDS = 600;
/** Of each stream, the end of which is kept. */
const KEPT_CHARACTERS = 64 * 1024;
const LAST_LINES = 8;

/**
 * Asks a program what a network costs: hands it the path of an ONNX file and reads JSON from its output, all of it or the
 * last line. No shell takes part. `folder` is where the program runs.
 *
 * Throws a TargetError `TARGET_COMMAND_MISSING`, `TARGET_COMMAND_TIMEOUT`, `TARGET_COMMAND_FAILED` with the program's last
 * lines, or `TARGET_COMMAND_ANSWER`; an EnvironmentError `DISK_FULL`; the signal's reason once it is aborted.
 */
export async function askCommand(
  { command, timeoutSeconds = TIMEOUT_SECONDS }: CommandTarget,
  onnx: Uint8Array,
  folder: string,
  signal?: AbortSignal,
): Promise<CommandAnswer> {
  return inScratchFolder(async (own) => {
    const path = join(own, 'network.onnx');
    await writeFile(path, onnx);
    const [program, ...rest] = command.map((argument) => argument.replaceAll('{onnx}', path));
    const output = { stdout: '', stderr: '' };
    const call = { program, args: rest, cwd: folder, timeoutMs: timeoutSeconds * 1000, signal };
    const ended = await runInGroup(call, (stream, text) => {
      output[stream] = (output[stream] + text).slice(-KEPT_CHARACTERS);
    }).catch((error: unknown) => {
      throw signal?.aborted === true ? error : missing(program, error);
    });
    if (ended.kind === 'timeout') throw timeout(program, timeoutSeconds, output);
    if (ended.kind === 'killed') throw failed(program, `was ended by ${ended.signal}`, output);
    if (ended.code !== 0) throw failed(program, `ended with code ${String(ended.code)}`, output);
    return answerOf(program, output);
  });
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function answerOf(program: string, output: Output): CommandAnswer {
  const text = output.stdout.trim();
  const value = parse(text) ?? parse(text.split('\n').at(-1) ?? '');
  if (!isAnswer(value)) {
    throw new TargetError(
      'TARGET_COMMAND_ANSWER',
      `The program ${program} does not say how long the network takes.${lastLines(output)}`,
      { hint: 'Its last line must be JSON such as { "latencyMs": 12.5 }, with a number above 0.' },
    );
  }
  const { latencyMs, energyMj } = value;
  return energyMj === undefined ? { latencyMs } : { latencyMs, energyMj };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is CommandAnswer {
  if (typeof value !== 'object' || value === null || !('latencyMs' in value)) return false;
  return isAmount(value.latencyMs) && (!('energyMj' in value) || isAmount(value.energyMj));
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function missing(program: string, cause: unknown): TargetError {
  return new TargetError(
    'TARGET_COMMAND_MISSING',
    `The program ${program} cannot be started: ${messageOf(cause)}.`,
    {
      hint: "Give a program on the device worker's path, or a path relative to the pipeline's folder.",
      cause,
    },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function timeout(program: string, seconds: number, output: Output): TargetError {
  return new TargetError(
    'TARGET_COMMAND_TIMEOUT',
    `The program ${program} had not answered after ${String(seconds)} s and was ended.${lastLines(output)}`,
    { hint: 'See why it hangs, or raise timeoutSeconds.' },
  );
}

function failed(program: string, how: string, output: Output): TargetError {
  return new TargetError('TARGET_COMMAND_FAILED', `The program ${program} ${how}.${lastLines(output)}`);
}

/** What the program said last, where people look first. */
function lastLines({ stdout, stderr }: Output): string {
  const said = stderr.trim() === '' ? stdout : stderr;
  const lines = said.trim().split('\n').slice(-LAST_LINES);
  return lines.join('').trim() === '' ? '' : ` It said last:\n${lines.join('\n')}`;
}

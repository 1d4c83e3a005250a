import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '../core/errors.js';
import { fillPlaceholders } from '../core/pipeline/placeholders.js';
import { runTool } from './toolchains/run-tool.js';
import { inScratchFolder } from './toolchains/scratch.js';

/** Longer than any timeout of a step, which is what limits a program. */
const DAYS = 20;

export interface ExecCall {
  /** The program and its arguments, with `{name}` for the path of a file. */
  readonly command: readonly string[];
  /** What it reads, by name. */
  readonly inputs: Readonly<Record<string, { readonly file: string; readonly bytes: Uint8Array }>>;
  /** File names of what it writes, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that it works in. */
  readonly cwd: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs a user's program on files in a folder of its own, which is gone afterwards, and returns what it wrote, by name.
 *
 * Throws `runTool`'s errors, and a PipelineError `EXEC_OUTPUT_MISSING`.
 */
export async function execute(call: ExecCall): Promise<Readonly<Record<string, Uint8Array>>> {
  return inScratchFolder(async (folder) => {
    const paths: Record<string, string> = {};
    for (const [name, { file, bytes }] of Object.entries(call.inputs)) {
      paths[name] = join(folder, file);
      await writeFile(paths[name], bytes);
    }
    for (const [name, file] of Object.entries(call.outputs)) paths[name] = join(folder, file);
    const [program, ...args] = call.command.map((argument) => fillPlaceholders(argument, paths));
    await runTool({
      command: [program, ...args],
      cwd: call.cwd,
      env: call.environment,
      timeoutMs: DAYS * 86_400_000,
      signal: call.signal,
      missing: "Give a program on the worker's path, or a path relative to the pipeline's folder.",
    });
    const written = Object.keys(call.outputs).map(
      async (name) => [name, await outputOf(name, paths[name])] as const,
    );
    return Object.fromEntries(await Promise.all(written));
  });
}

async function outputOf(name: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new PipelineError(
      'EXEC_OUTPUT_MISSING',
      `The program ended well, but its output '${name}' is not there.`,
      {
        hint: `Have it write to {${name}}.`,
        cause,
      },
    );
  }
}

import { readFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TargetError } from '../../../core/errors.js';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { checkCompilable } from '../check.js';
import type { Compilation, CompiledFile, CompileJob, Compiler, ToolSettings } from '../compiler.js';
import { onnxCompiler } from '../onnx/compile.js';

const MINUTES = 30;
const BINARY = 'application/octet-stream';

/**
 * The back end for a tool of the user's. It gets the network as ONNX and writes the program; what it writes cannot be run
 * here, so that what is verified is the ONNX file it gets.
 */
export const commandCompiler: Compiler = {
  name: 'command',
  precisions: ['float32', 'int8'],
  check: () => [],
  compile,
  runsHere: () => false,
  run: () => Promise.reject(notHere()),
  measure: () => Promise.resolve([]),
};

async function compile(job: CompileJob): Promise<Compilation> {
  const { tool } = job;
  checkCompilable(commandCompiler, job.network, job.target, job.precision);
  const { command, outputs } = checkedSettings(tool);
  const given = await onnxCompiler.compile(job);
  return inScratchFolder(async (folder) => {
    const onnx = join(folder, 'network.onnx');
    const results = join(folder, 'out');
    await mkdir(results);
    await writeFile(onnx, given.files[0].bytes);
    const places = { onnx, out: join(results, outputs[0]), folder: results };
    const [program, ...rest] = command;
    const log = await runTool({
      command: [filled(program, places), ...rest.map((argument) => filled(argument, places))],
      cwd: folder,
      timeoutMs: (tool?.timeoutMinutes ?? MINUTES) * 60_000,
      signal: job.signal,
    });
    const written: CompiledFile[] = [];
    for (const name of outputs) written.push(await outputOf(join(results, name), log));
    return {
      ...given,
      compiler: 'command',
      files: [
        ...written,
        { name: 'network.command-input.onnx', mediaType: BINARY, bytes: given.files[0].bytes },
        { name: 'network.command.log', mediaType: 'text/plain', bytes: Buffer.from(log) },
      ],
      tools: { ...given.tools, command: command.join(' ') },
    };
  });
}

function checkedSettings(tool: ToolSettings = {}): {
  readonly command: readonly [string, ...string[]];
  readonly outputs: readonly string[];
} {
  const [program, ...args] = tool.command ?? [];
  const outputs = tool.outputs ?? ['network.program'];
  if (program === '' || tool.command === undefined || tool.command.length === 0) {
    throw new TargetError('COMPILE_COMMAND', 'The back end command has no command to run.', {
      hint: 'Give one, such as command: [tool, "{onnx}", "-o", "{out}"].',
    });
  }
  const wrong = outputs.find(
    (name) => name === '' || name === '.' || name === '..' || basename(name) !== name,
  );
  if (outputs.length === 0 || wrong !== undefined || new Set(outputs).size < outputs.length) {
    throw new TargetError('COMPILE_COMMAND', 'The outputs of the command are not file names, each another.', {
      hint: 'Give at least one file name without folders.',
    });
  }
  return { command: [program, ...args], outputs };
}

/** Only the names that stand for something are replaced; other braces are the tool's own. */
function filled(argument: string, { onnx, out, folder }: Record<'onnx' | 'out' | 'folder', string>): string {
  return argument.replace(/\{(onnx|out|folder)\}/g, (_, name) =>
    name === 'onnx' ? onnx : name === 'out' ? out : folder,
  );
}

async function outputOf(path: string, log: string): Promise<CompiledFile> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size === 0) {
    const last = log.trimEnd().split('\n').slice(-20).join('\n');
    throw new TargetError(
      'COMPILE_OUTPUT_MISSING',
      `The command ended well, but its output ${basename(path)} is ${found === undefined ? 'not there' : 'empty'}.${last === '' ? '' : ` It printed:\n${last}`}`,
      { hint: 'Have it write to {out}, or to the declared names in {folder}.' },
    );
  }
  return { name: basename(path), mediaType: BINARY, bytes: await readFile(path) };
}

function notHere(): TargetError {
  return new TargetError('COMPILE_NOT_RUNNABLE', "What a user's command makes cannot be run here.", {
    hint: 'Run it on its own hardware.',
  });
}

import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { TargetError } from '../../../core/errors.js';
import type { FloatTensor } from '../../tensor/evaluation/session.js';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { requireToolchain } from '../../toolchains/toolchains.js';
import {
  type CompiledProgram,
  type Latency,
  mainFile,
  type MeasureOptions,
  type ProgramOutput,
} from '../compiler.js';
import { measuredLatency } from '../timing.js';
import { isForHost } from './architectures.js';
import { decodeNpy, encodeNpy } from '../npy.js';

const RUNS = 20;
const MINUTES = 10;
const FUNCTION = '--function=network';
/** One thread, this one. */
const DEVICE = '--device=local-sync';

export function runsHere(program: CompiledProgram): boolean {
  return isForHost(program);
}

/** Runs a module image by image in IREE's runtime. An output of one channel is classes. */
export async function runIree(
  program: CompiledProgram,
  images: FloatTensor,
  signal?: AbortSignal,
): Promise<ProgramOutput> {
  return withModule(program, async (folder, tools) => {
    const [count, ...image] = images.shape;
    const size = images.data.length / count;
    const outputs: FloatTensor[] = [];
    for (let n = 0; n < count; n++) {
      const data = images.data.subarray(n * size, (n + 1) * size);
      await writeFile(join(folder, 'in.npy'), encodeNpy({ shape: [1, ...image], data }));
      const ends = ['--input=@in.npy', '--output=@out.npy'];
      await runTool({
        command: [join(tools, 'iree-run-module'), DEVICE, '--module=network.vmfb', FUNCTION, ...ends],
        cwd: folder,
        timeoutMs: MINUTES * 60_000,
        signal,
      });
      outputs.push(decodeNpy(await readFile(join(folder, 'out.npy'))));
    }
    const [first] = outputs;
    const shape = [count, ...first.shape.slice(1)];
    const data = new Float32Array(count * first.data.length);
    outputs.forEach((output, n) => {
      data.set(output.data, n * first.data.length);
    });
    return { shape, data, holds: shape[1] === 1 ? 'classes' : 'scores' };
  });
}

/** Times a module with IREE's own benchmark, on one thread and an image of zeros; of another processor's, nothing. */
export async function measureIree(
  program: CompiledProgram,
  { runs = RUNS, signal }: MeasureOptions = {},
): Promise<readonly Latency[]> {
  if (!isForHost(program)) return [];
  return withModule(program, async (folder, tools) => {
    const shape = inputShapeOf(program);
    await runTool({
      command: [
        join(tools, 'iree-benchmark-module'),
        DEVICE,
        '--module=network.vmfb',
        FUNCTION,
        `--input=${shape.join('x')}xf32=0`,
        `--benchmark_repetitions=${runs}`,
        '--benchmark_min_warmup_time=0.1',
        '--benchmark_min_time=1x',
        '--benchmark_out=times.json',
        '--benchmark_out_format=json',
      ],
      cwd: folder,
      timeoutMs: MINUTES * 60_000,
      signal,
    });
    const times = timesOf(JSON.parse(await readFile(join(folder, 'times.json'), 'utf8')));
    return [measuredLatency(`IREE, one thread, ${cpus()[0]?.model ?? process.arch}`, times)];
  });
}

/** The shape of a program's input, from the file that describes its ends. */
function inputShapeOf({ files }: CompiledProgram): readonly number[] {
  const text = files.find(({ name }) => name.endsWith('.ends.json'))?.bytes ?? Buffer.from('{}');
  const ends: unknown = JSON.parse(Buffer.from(text).toString('utf8'));
  if (hasInputShape(ends)) return ends.input.shape;
  throw new TargetError('PROGRAM_CORRUPT', 'The description of the ends of the module is missing.', {
    hint: 'Compile again.',
  });
}

function hasInputShape(value: unknown): value is { input: { shape: number[] } } {
  if (typeof value !== 'object' || value === null || !('input' in value)) return false;
  const { input } = value;
  return typeof input === 'object' && input !== null && 'shape' in input && Array.isArray(input.shape);
}

async function withModule<T>(
  program: CompiledProgram,
  work: (folder: string, tools: string) => Promise<T>,
): Promise<T> {
  if (!isForHost(program)) {
    throw new TargetError(
      'COMPILE_NOT_RUNNABLE',
      'The program is for another processor than this machine has.',
      {
        hint: 'Run it on its own hardware.',
      },
    );
  }
  const { folder: packages } = await requireToolchain('iree');
  return inScratchFolder(async (folder) => {
    await writeFile(join(folder, 'network.vmfb'), mainFile(program).bytes);
    return work(folder, join(packages, 'iree/_runtime_libs'));
  });
}

/** Wall time of each repetition, in ms. */
function timesOf(report: unknown): number[] {
  const rows =
    typeof report === 'object' &&
    report !== null &&
    'benchmarks' in report &&
    Array.isArray(report.benchmarks)
      ? report.benchmarks
      : [];
  return rows.flatMap((row: unknown) => (isRepetition(row) ? [row.real_time] : []));
}

function isRepetition(row: unknown): row is { real_time: number } {
  return (
    typeof row === 'object' &&
    row !== null &&
    'run_type' in row &&
    row.run_type === 'iteration' &&
    'real_time' in row &&
    typeof row.real_time === 'number'
  );
}

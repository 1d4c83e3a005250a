import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../project.js';
import type { FloatTensor } from '../../tensor/evaluation/session.js';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { python, requireToolchain } from '../../toolchains/toolchains.js';
import type { Latency, ProgramOutput } from '../compiler.js';
import { decodeNpy, encodeNpy } from '../npy.js';
import { measuredLatency } from '../timing.js';

const SCRIPT = join(projectRoot, 'runtime/compilers/tflite-vela/litert.py');
const MINUTES = 10;
const WARM_UP = 3;

/** Runs a TFLite file image by image in LiteRT, by its reference kernels. An output of one channel is classes. */
export function runLitert(
  tflite: Uint8Array,
  images: FloatTensor,
  signal?: AbortSignal,
): Promise<ProgramOutput> {
  return withModel(tflite, async (folder, script) => {
    await writeFile(join(folder, 'in.npy'), encodeNpy(images));
    await script(['run', 'network.tflite', 'in.npy', 'out.npy'], signal);
    const { shape, data } = decodeNpy(await readFile(join(folder, 'out.npy')));
    return { shape, data, holds: shape[1] === 1 ? 'classes' : 'scores' };
  });
}

/** Times a TFLite file in LiteRT on one thread of this machine's processor, by the kernels that LiteRT takes by itself. */
export function measureLitert(tflite: Uint8Array, runs: number): Promise<Latency> {
  return withModel(tflite, async (folder, script) => {
    await script(['time', 'network.tflite', 'times.json', String(WARM_UP), String(runs)]);
    const times: unknown = JSON.parse(await readFile(join(folder, 'times.json'), 'utf8'));
    const cpu = cpus()[0]?.model ?? process.arch;
    const on = `LiteRT, one thread, ${cpu}: the TFLite file before Vela, not the Ethos-U`;
    return measuredLatency(on, Array.isArray(times) ? times.map(Number) : []);
  });
}

type Script = (args: readonly string[], signal?: AbortSignal) => Promise<string>;

async function withModel<T>(
  tflite: Uint8Array,
  work: (folder: string, script: Script) => Promise<T>,
): Promise<T> {
  const { folder: packages } = await requireToolchain('tflite-vela');
  return inScratchFolder(async (folder) => {
    await writeFile(join(folder, 'network.tflite'), tflite);
    return work(folder, (args, signal) =>
      runTool({
        command: [python, SCRIPT, ...args],
        cwd: folder,
        env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
        timeoutMs: MINUTES * 60_000,
        signal,
        missing: 'Run `espalier toolchain install tflite-vela` again.',
      }),
    );
  });
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { python, requireToolchain } from '../../toolchains/toolchains.js';
import type { CompiledFile } from '../compiler.js';
import { type Architecture, programName, TRIPLES } from './architectures.js';

export interface IreeBuild {
  /** Of each of the tools. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Where toolchains are. Default: `toolchainsFolder`. */
  readonly folder?: string;
  /** Default: `python`. */
  readonly interpreter?: string;
}

/** Modules of one import of a network, each for a processor. */
export interface IreeModules {
  readonly modules: readonly CompiledFile[];
  /** What the importer and the compiler printed. */
  readonly log: string;
  /** `name==version` of each package of the toolchain. */
  readonly packages: readonly string[];
}

/**
 * Makes a module of an ONNX model for each of some processors.
 *
 * Throws an EnvironmentError `TOOLCHAIN_MISSING`, and `runTool`'s errors.
 */
export async function buildModules(
  onnx: Uint8Array,
  architectures: readonly Architecture[],
  { timeoutMs, signal, folder: toolchains, interpreter = python }: IreeBuild,
): Promise<IreeModules> {
  const { folder: packages, packages: versions } = await requireToolchain('iree', toolchains);
  return inScratchFolder(async (folder) => {
    const tool = {
      cwd: folder,
      env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      timeoutMs,
      signal,
      missing: 'Run `espalier toolchain install iree` again.',
    };
    await writeFile(join(folder, 'network.onnx'), onnx);
    const importer = ['-m', 'iree.compiler.tools.import_onnx', 'network.onnx', '-o', 'network.mlir'];
    const logs = [await runTool({ ...tool, command: [interpreter, ...importer] })];
    const compiler = join(packages, 'iree/compiler/_mlir_libs/iree-compile');
    const modules: CompiledFile[] = [];
    for (const architecture of architectures) {
      const name = programName(architecture);
      const backend = ['--iree-hal-target-device=local', '--iree-hal-local-target-device-backends=llvm-cpu'];
      const args = ['network.mlir', ...backend, ...TRIPLES[architecture], '-o', name];
      logs.push(await runTool({ ...tool, command: [compiler, ...args] }));
      const bytes = await readFile(join(folder, name));
      modules.push({ name, mediaType: 'application/octet-stream', bytes });
    }
    return { modules, log: logs.join('\n'), packages: versions };
  });
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../../../core/network/layer.js';
import { exportOnnx } from '../../onnx/export.js';
import { runTool } from '../../toolchains/run-tool.js';
import { inScratchFolder } from '../../toolchains/scratch.js';
import { python, requireToolchain } from '../../toolchains/toolchains.js';
import { checkCompilable } from '../check.js';
import type { Compilation, CompileJob, Compiler, Obstacle } from '../compiler.js';
import { portsOf } from '../ports.js';
import { verifyQuantised } from '../verify-quantised.js';
import { type Architecture, HOST, programName, TRIPLES } from './architectures.js';
import { measureIree, runIree, runsHere } from './run.js';

const MINUTES = 30;

/**
 * The back end for processors, by IREE: a module of machine code for x86-64, aarch64 or riscv64. What is verified is the
 * module for this machine's processor, made of the same import; the module for another one cannot run here.
 *
 * Throws an EnvironmentError `TOOLCHAIN_MISSING`, `runTool`'s errors, and those of verification.
 */
export const ireeCompiler: Compiler = {
  name: 'iree',
  precisions: ['float32'],
  check,
  compile,
  runsHere,
  run: runIree,
  measure: measureIree,
};

function check(network: Network): readonly Obstacle[] {
  return network.layers
    .filter(({ kind }) => kind === 'opaque')
    .map(({ name }) => ({ layer: name, message: 'its nodes are not among those that are compiled.' }));
}

async function compile(job: CompileJob): Promise<Compilation> {
  const { network, weights, images, precision = 'float32' } = job;
  checkCompilable(ireeCompiler, network, job.target, precision);
  const { folder: packages, packages: versions } = await requireToolchain('iree');
  const wanted: Architecture = job.tool?.architecture ?? HOST;
  return inScratchFolder(async (folder) => {
    const tool = {
      cwd: folder,
      env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      timeoutMs: (job.tool?.timeoutMinutes ?? MINUTES) * 60_000,
      signal: job.signal,
      missing: 'Run `espalier toolchain install iree` again.',
    };
    await writeFile(join(folder, 'network.onnx'), exportOnnx(network, weights, { batch: 1 }));
    const importer = ['-m', 'iree.compiler.tools.import_onnx', 'network.onnx', '-o', 'network.mlir'];
    const imported = await runTool({ ...tool, command: [python, ...importer] });
    const logs = [imported];
    const module = async (architecture: Architecture) => {
      const out = programName(architecture);
      const backend = ['--iree-hal-target-device=local', '--iree-hal-local-target-device-backends=llvm-cpu'];
      const compiler = join(packages, 'iree/compiler/_mlir_libs/iree-compile');
      const args = ['network.mlir', ...backend, ...TRIPLES[architecture], '-o', out];
      logs.push(await runTool({ ...tool, command: [compiler, ...args] }));
      return { name: out, mediaType: 'application/octet-stream', bytes: await readFile(join(folder, out)) };
    };
    const program = await module(wanted);
    const here = wanted === HOST ? program : await module(HOST);
    const verification = await verifyQuantised({
      network,
      weights,
      images,
      precision,
      run: (inputs) => runIree({ files: [here] }, inputs, job.signal),
    });
    const { input, output } = portsOf(network);
    const ends = JSON.stringify({ function: 'network', input, output }, undefined, 2);
    return {
      compiler: 'iree',
      precision,
      files: [
        program,
        {
          name: `network.${wanted}.ends.json`,
          mediaType: 'application/json',
          bytes: Buffer.from(ends),
        },
        {
          name: `network.${wanted}.iree.log`,
          mediaType: 'text/plain',
          bytes: Buffer.from(logs.join('\n')),
        },
      ],
      verification,
      inputs: [input],
      outputs: [output],
      tools: Object.fromEntries(versions.map((version) => version.split('==')).map(([name, v]) => [name, v])),
    };
  });
}

import type { Network } from '../../../core/network/layer.js';
import { exportOnnx } from '../../onnx/export.js';
import { checkCompilable } from '../check.js';
import type { Compilation, CompileJob, Compiler, Obstacle } from '../compiler.js';
import { portsOf } from '../ports.js';
import { verifyQuantised } from '../verify-quantised.js';
import { type Architecture, HOST } from './architectures.js';
import { buildModules } from './build.js';
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
  const wanted: Architecture = job.tool?.architecture ?? HOST;
  const { modules, log, packages } = await buildModules(
    exportOnnx(network, weights, { batch: 1 }),
    wanted === HOST ? [wanted] : [wanted, HOST],
    { timeoutMs: (job.tool?.timeoutMinutes ?? MINUTES) * 60_000, signal: job.signal },
  );
  const verification = await verifyQuantised({
    network,
    weights,
    images,
    precision,
    run: (inputs) => runIree({ files: modules.slice(-1) }, inputs, job.signal),
  });
  const { input, output } = portsOf(network);
  const ends = JSON.stringify({ function: 'network', input, output }, undefined, 2);
  return {
    compiler: 'iree',
    precision,
    files: [
      modules[0],
      {
        name: `network.${wanted}.ends.json`,
        mediaType: 'application/json',
        bytes: Buffer.from(ends),
      },
      { name: `network.${wanted}.iree.log`, mediaType: 'text/plain', bytes: Buffer.from(log) },
    ],
    verification,
    inputs: [input],
    outputs: [output],
    tools: Object.fromEntries(packages.map((version) => version.split('==')).map(([name, v]) => [name, v])),
  };
}

import type { CompileTarget, VelaTarget } from '../../../core/hardware/measured-target.js';
import { deliveredLayer, type Network } from '../../../core/network/layer.js';
import { TargetError } from '../../../core/errors.js';
import { foldBatchNorm } from '../../onnx/fold.js';
import { requireToolchain } from '../../toolchains/toolchains.js';
import { checkCompilable } from '../check.js';
import type {
  Compilation,
  CompiledProgram,
  CompileJob,
  Compiler,
  Latency,
  MeasureOptions,
  Obstacle,
  Port,
  ProgramOutput,
} from '../compiler.js';
import { runModel } from '../onnx/run.js';
import { calibrate } from '../quantisation/calibrate.js';
import { verifyQuantised } from '../verify-quantised.js';
import { encodeTflite } from './encode.js';
import { measureLitert, runLitert } from './litert.js';
import { lowerToTflite } from './lower.js';
import type { Resizes } from './lower/context.js';
import type { TfliteModel, WordScale } from './model.js';
import { roundedOnnx } from './rounded.js';
import { obstacles } from './obstacles.js';
import { layerScales, rangedLayers } from './scales.js';
import { runVela, velaEstimate } from './vela.js';

const MINUTES = 30;
const RUNS = 20;
const NAMES = {
  program: 'network.vela.tflite',
  words: 'network.int8.tflite',
  summary: 'network.vela.csv',
  log: 'network.vela.log',
} as const;

/**
 * The back end for Arm's Ethos-U, by TFLite and Vela. What runs here, is verified and judged is the TFLite file that Vela
 * was given; Vela's own cannot run on a CPU.
 *
 * Throws an EnvironmentError `TOOLCHAIN_MISSING`, `runTool`'s errors, those of calibration and of verification.
 */
export const tfliteVelaCompiler: Compiler = {
  name: 'tflite-vela',
  precisions: ['int8'],
  check,
  compile,
  run: (program, images) => runLitert(fileOf(program, NAMES.words), images),
  measure,
};

function check(network: Network, target?: CompileTarget): readonly Obstacle[] {
  if (!isVela(target)) return [{ message: 'Its programs are for targets of the model vela.' }];
  return obstacles(network);
}

async function compile(job: CompileJob): Promise<Compilation> {
  const { images, calibration = images, precision = 'int8', signal } = job;
  const target = targetOf(job);
  const { packages } = await requireToolchain('tflite-vela');
  const { network, weights } = foldBatchNorm(job.network, job.weights);
  const ranges = await calibrate(network, weights, rangedLayers(network), calibration);
  const scales = layerScales(network, weights, ranges);
  const model = lowerToTflite(network, weights, scales, resizesFor(target));
  const words = encodeTflite(model, 'Espalier');
  const timeoutMs = (job.tool?.timeoutMinutes ?? MINUTES) * 60_000;
  const { tflite, summary, log } = await runVela(words, target, { timeoutMs, signal });
  const steps: number[] = [];
  const verification = await verifyQuantised({
    network: job.network,
    weights: job.weights,
    images,
    precision,
    run: async (inputs) => {
      const given = await runLitert(words, inputs, signal);
      const scale = scales.get(deliveredLayer(network));
      const rounded = roundedOnnx(network, weights, scales);
      if (scale !== undefined)
        steps.push(stepsBetween(given, await runModel(rounded, inputs, { optimisation: 'disabled' }), scale));
      return given;
    },
  });
  const { cycles, memory, leftOut } = velaEstimate({ summary, log });
  return {
    compiler: 'tflite-vela',
    precision,
    files: [
      { name: NAMES.program, mediaType: 'application/octet-stream', bytes: tflite },
      { name: NAMES.words, mediaType: 'application/octet-stream', bytes: words },
      { name: NAMES.summary, mediaType: 'text/csv', bytes: Buffer.from(summary) },
      { name: NAMES.log, mediaType: 'text/plain', bytes: Buffer.from(log) },
    ],
    verification: { ...verification, ...(steps.length === 0 ? {} : { steps: Math.max(...steps) }) },
    inputs: [portOf(model, model.input)],
    outputs: [portOf(model, model.output)],
    resources: { cycles, ...memory, cpuOperators: leftOut },
    tools: Object.fromEntries(packages.map((version) => version.split('==')).map(([name, v]) => [name, v])),
  };
}

/** Vela's estimate for the target, where anything runs there, and a measurement of the TFLite file on this processor. */
async function measure(
  program: CompiledProgram,
  { target, runs = RUNS }: MeasureOptions = {},
): Promise<readonly Latency[]> {
  const text = (name: string): string => Buffer.from(fileOf(program, name)).toString('utf8');
  const { cycles, latencyMs, leftOut } = velaEstimate({ summary: text(NAMES.summary), log: text(NAMES.log) });
  const npu = isVela(target) ? `${target.accelerator}, ${target.systemConfig}` : 'Ethos-U';
  const beside = leftOut === 0 ? '' : `, without ${leftOut} operators that stay on the CPU`;
  const estimated = { source: 'model', on: `Vela for ${npu}${beside}`, latencyMs, cycles } as const;
  const measured = await measureLitert(fileOf(program, NAMES.words), runs);
  return cycles === 0 ? [measured] : [estimated, measured];
}

/** Only an Ethos-U85 interpolates by every power of two. */
export function resizesFor({ accelerator }: VelaTarget): Resizes {
  return accelerator.startsWith('ethos-u85') ? 'plain' : 'filtered';
}

/** The largest difference of two programs' results, in steps of a scale. */
export function stepsBetween(one: ProgramOutput, other: ProgramOutput, { scale }: WordScale): number {
  return one.data.reduce(
    (most, value, at) => Math.max(most, Math.round(Math.abs(value - other.data[at]) / scale)),
    0,
  );
}

/** An end of the program as it is in the file. */
function portOf({ tensors }: TfliteModel, place: number): Port {
  const { name, shape, type, scale } = tensors[place];
  const port = { name, shape, type, layout: 'NHWC' } as const;
  return scale === undefined || 'scales' in scale ? port : { ...port, words: scale };
}

function targetOf({ network, target, precision }: CompileJob): VelaTarget {
  checkCompilable(tfliteVelaCompiler, network, target, precision);
  if (!isVela(target)) throw new Error('the check lets another target through');
  return target;
}

function isVela(target?: CompileTarget): target is VelaTarget {
  return target?.model === 'vela';
}

/** A file of a program by its name; published, it has another beginning. */
function fileOf({ files }: CompiledProgram, wanted: string): Uint8Array {
  const ending = wanted.replace(/^network/, '');
  const file = files.find(({ name }) => name.endsWith(ending));
  if (file !== undefined) return file.bytes;
  throw new TargetError('PROGRAM_CORRUPT', `The program lacks its file ${wanted}.`, {
    hint: 'Compile again.',
  });
}

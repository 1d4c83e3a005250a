import type { CompileTarget } from '../../../core/hardware/measured-target.js';
import type { PeArrayTarget } from '../../../core/hardware/target.js';
import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { foldBatchNorm } from '../../onnx/fold.js';
import { toInput } from '../../tensor/evaluation/normalise.js';
import { checkCompilable } from '../check.js';
import type { Compilation, CompileJob, Compiler, Obstacle, Precision } from '../compiler.js';
import { portsOf } from '../ports.js';
import { calibrate } from '../quantisation/calibrate.js';
import { verifyQuantised } from '../verify-quantised.js';
import { assemble } from './assemble.js';
import { draftOperations } from './draft.js';
import { encodeProgram } from './encode.js';
import { FORMAT_VERSION } from './format.js';
import { listProgram } from './listing.js';
import type { WordBits } from './operations.js';
import { observedLayers, quantise } from './quantise.js';
import { imageWords, measureProgram, runInTurns, runProgram } from './run.js';
import { Simulator } from './simulator/simulate.js';

/** The back end for the accelerator that targets of the model `pe-array` describe. */
export const peArrayCompiler: Compiler = {
  name: 'pe-array',
  precisions: ['int16', 'int8'],
  check,
  compile,
  run: runProgram,
  measure: measureProgram,
};

function check(network: Network, target?: CompileTarget, precision?: Precision): readonly Obstacle[] {
  if (!isPeArray(target)) return [{ message: 'Its programs are for targets of the model pe-array.' }];
  const { wordBits } = target;
  if (wordBits !== 8 && wordBits !== 16) {
    return [{ message: `Words have 8 or 16 bits; the target's have ${String(wordBits)}.` }];
  }
  if (precision !== undefined && precision !== precisionOf(wordBits)) {
    return [
      {
        message: `The target's words have ${wordBits} bits, which is ${precisionOf(wordBits)}, not ${precision}.`,
      },
    ];
  }
  return draftOperations(network).obstacles;
}

async function compile(job: CompileJob): Promise<Compilation> {
  const { network, weights, images, calibration = images } = job;
  const { target, wordBits } = targetOf(job);
  const draft = draftOperations(network);
  const ranges = await calibrate(network, weights, observedLayers(network, draft), calibration, job.signal);
  const folded = foldBatchNorm(network, weights);
  const quantised = quantise(network, draft, folded.weights, ranges, wordBits);
  const bytes = encodeProgram(assemble(quantised, target));
  const precision = precisionOf(wordBits);
  const program = { name: `network.pe-${precision}.bin`, mediaType: 'application/octet-stream', bytes };
  const verification = await verifyQuantised({
    network,
    weights,
    images,
    precision,
    run: (inputs) => runProgram({ files: [program] }, inputs, job.signal),
  });
  const shapes = inferShapes(network);
  const { input, output } = portsOf(network);
  const simulator = new Simulator(bytes);
  const first = toInput(images.slice(0, 1), shapeOf(shapes, network.layers[0].name), network.normalisation);
  const run = await runInTurns(simulator, imageWords(simulator.program, first.data), job.signal);
  const listing = listProgram(simulator.program, run);
  return {
    compiler: 'pe-array',
    precision,
    files: [
      program,
      {
        name: `network.pe-${precision}.txt`,
        mediaType: 'text/plain',
        bytes: new TextEncoder().encode(listing),
      },
    ],
    verification,
    inputs: [input],
    outputs: [output],
    tools: { 'pe-array program': String(FORMAT_VERSION) },
  };
}

function targetOf({ network, target, precision }: CompileJob): {
  readonly target: PeArrayTarget;
  readonly wordBits: WordBits;
} {
  checkCompilable(peArrayCompiler, network, target, precision);
  if (!isPeArray(target)) throw new Error('the check lets another target through');
  return { target, wordBits: target.wordBits === 8 ? 8 : 16 };
}

function isPeArray(target?: CompileTarget): target is PeArrayTarget {
  return target?.model === 'pe-array';
}

function precisionOf(wordBits: WordBits): Precision {
  return wordBits === 8 ? 'int8' : 'int16';
}

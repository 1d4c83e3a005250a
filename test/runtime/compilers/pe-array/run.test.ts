import { expect } from 'chai';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import type { CompiledProgram } from '../../../../runtime/compilers/compiler.js';
import { assemble } from '../../../../runtime/compilers/pe-array/assemble.js';
import { encodeProgram } from '../../../../runtime/compilers/pe-array/encode.js';
import { measureProgram, runProgram } from '../../../../runtime/compilers/pe-array/run.js';
import { rejectionOf } from '../shipped.js';
import { randomlyQuantised } from './random-programs.js';

const INPUT = { height: 128, width: 128 };
const TARGET: PeArrayTarget = {
  model: 'pe-array',
  spatialUnroll: { C: 4, K: 4 },
  clockMhz: 150,
  wordBits: 16,
  dramGbps: 32,
};

/** A program that takes a second for one image. */
function longProgram(): CompiledProgram {
  const network = buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.5, input: INPUT },
    4,
  );
  const bytes = encodeProgram(assemble(randomlyQuantised(network, 1, 16), TARGET));
  return { files: [{ name: 'network.pe-int16.bin', mediaType: 'application/octet-stream', bytes }] };
}

describe('a program that the simulator of the PE array executes', () => {
  let program: CompiledProgram;
  before(() => {
    program = longProgram();
  });
  const reason = new Error('cancelled');

  /** Cancels as soon as others have their turn. */
  function cancelled(): AbortSignal {
    const cancelling = new AbortController();
    setImmediate(() => {
      cancelling.abort(reason);
    });
    return cancelling.signal;
  }

  it('lets others have their turn, and ends by their wish, in the midst of an image', async () => {
    const image = { shape: [1, 3, INPUT.height, INPUT.width], data: new Float32Array(3 * 128 * 128) };
    expect(await rejectionOf(runProgram(program, image, cancelled()))).to.equal(reason);
  });

  it('does so too where its cycles are counted', async () => {
    expect(await rejectionOf(measureProgram(program, { signal: cancelled() }))).to.equal(reason);
  });
});

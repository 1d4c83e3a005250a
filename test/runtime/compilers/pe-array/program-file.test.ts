import { expect } from 'chai';
import fc from 'fast-check';
import { EspalierError } from '../../../../core/errors.js';
import { assemble } from '../../../../runtime/compilers/pe-array/assemble.js';
import { decodeProgram } from '../../../../runtime/compilers/pe-array/decode.js';
import { encodeProgram } from '../../../../runtime/compilers/pe-array/encode.js';
import type { Program } from '../../../../runtime/compilers/pe-array/program.js';
import { errorOf } from '../../../core/network/expect-error.js';
import { arrays, randomlyQuantised, runnableNetworks } from './random-programs.js';

const programs: fc.Arbitrary<Program> = fc
  .tuple(runnableNetworks({ stem: false }), arrays, fc.integer({ min: 0 }))
  .map(([network, target, seed]) =>
    assemble(randomlyQuantised(network, seed, target.wordBits === 8 ? 8 : 16), target),
  );

const [sample] = fc.sample(programs, { numRuns: 1, seed: 5 });

describe('the file of a program', () => {
  it('reads back as the program, and is the same each time', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const bytes = encodeProgram(program);
        expect(decodeProgram(bytes)).to.deep.equal(program);
        expect(encodeProgram(program)).to.deep.equal(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused where any byte is another', () => {
    const bytes = encodeProgram(sample);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at] ^= change;
        expect(errorOf(() => decodeProgram(changed)).code).to.be.oneOf([
          'PROGRAM_CORRUPT',
          'PROGRAM_VERSION',
        ]);
      }),
    );
  });

  it('is refused where it was cut short or goes on', () => {
    const bytes = encodeProgram(sample);
    for (const length of [0, 7, 12, 40, bytes.length - 1]) {
      expect(errorOf(() => decodeProgram(bytes.slice(0, length))).code).to.equal('PROGRAM_CORRUPT');
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(errorOf(() => decodeProgram(longer)).code).to.equal('PROGRAM_CORRUPT');
  });

  it('says which version it is of, where that is another', () => {
    const bytes = encodeProgram(sample).slice();
    bytes[8] = 99;
    const error = errorOf(() => decodeProgram(bytes));
    expect(error.code).to.equal('PROGRAM_VERSION');
    expect(error.message).to.contain('99');
  });

  it('is refused where its parts do not fit together, check sum or not', () => {
    const [conv] = sample.instructions.filter((instruction) => instruction.kind === 'conv');
    const instead = (change: object): Program => ({ ...sample, instructions: [{ ...conv, ...change }] });
    const broken: readonly Program[] = [
      { ...sample, memoryWords: 1 },
      { ...sample, output: sample.slots.length },
      { ...sample, accelerator: { ...sample.accelerator, unroll: { C: 0, K: 1, FX: 1 } } },
      {
        ...sample,
        slots: sample.slots.map((slot) => ({ ...slot, channels: slot.channels + 7 })),
        memoryWords: 2 ** 20,
      },
      instead({ inputs: [{ tensor: 999, rectify: false }] }),
      instead({ inputs: [] }),
      instead({ weights: new Int16Array(1) }),
      instead({ bias: new Int32Array(0) }),
      instead({ tile: { width: 0, height: 1 } }),
      instead({ height: conv.height + 1 }),
      instead({ groups: 0 }),
      instead({ window: { ...conv.window, stride: [0, 1] } }),
    ];
    for (const program of broken) {
      const error = errorOf(() => decodeProgram(encodeProgram(program)));
      expect(error).to.be.instanceOf(EspalierError);
      expect(error.code).to.equal('PROGRAM_CORRUPT');
    }
  });
});

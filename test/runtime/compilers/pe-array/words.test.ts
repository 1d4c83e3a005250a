import { expect } from 'chai';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import { assemble } from '../../../../runtime/compilers/pe-array/assemble.js';
import { encodeProgram } from '../../../../runtime/compilers/pe-array/encode.js';
import type {
  AddOperation,
  MeanOperation,
  Operation,
  QuantisedNetwork,
  WeightedConv,
  WordBits,
} from '../../../../runtime/compilers/pe-array/operations.js';
import { runReference } from '../../../../runtime/compilers/pe-array/reference.js';
import { Simulator } from '../../../../runtime/compilers/pe-array/simulator/simulate.js';

const TARGET: PeArrayTarget = {
  model: 'pe-array',
  spatialUnroll: { C: 2, K: 2 },
  clockMhz: 100,
  wordBits: 16,
  dramGbps: 1,
};
const FULL = { 8: { low: -128, high: 127 }, 16: { low: -32768, high: 32767 } } as const;
const INPUT = { tensor: 0, rectify: false };
const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };

/** A 1x1 convolution of one channel by one weight. */
function scaling(weight: number, bias: number, shift: number, bits: WordBits): WeightedConv {
  return {
    kind: 'conv',
    name: 'scaled',
    output: 1,
    inputs: [INPUT],
    outChannels: 1,
    height: 1,
    width: 1,
    window: { kernel: [1, 1], stride: [1, 1], padding: NO_PADDING },
    dilation: [1, 1],
    groups: 1,
    weights: Int16Array.of(weight),
    bias: Int32Array.of(bias),
    shift: Int8Array.of(shift),
    rectifyFirst: false,
    limits: FULL[bits],
  };
}

/** What one operation makes of an image of one channel, a pixel wide, in the simulator; the reference must agree. */
function resultOf(operation: Operation, image: readonly number[], bits: WordBits = 16): number {
  const from = { name: 'image', channels: 1, height: image.length, width: 1, exponent: 0 };
  const network: QuantisedNetwork = {
    wordBits: bits,
    tensors: [from, { ...from, name: 'result', height: 1 }],
    input: 0,
    output: 1,
    operations: [operation],
  };
  const { words } = new Simulator(encodeProgram(assemble(network, TARGET))).run(image);
  expect([...words]).to.deep.equal(runReference(network, image));
  return words[0];
}

describe('words of the PE array', () => {
  it('round to the nearest, halves upwards', () => {
    const halved = (value: number): number => resultOf(scaling(1, 0, 1, 16), [value]);
    expect([3, 2, 1, 0, -1, -2, -3].map(halved)).to.deep.equal([2, 1, 1, 0, 0, -1, -1]);
    const quartered = (value: number): number => resultOf(scaling(1, 0, 2, 16), [value]);
    expect([5, 6, 7, -5, -6, -7].map(quartered)).to.deep.equal([1, 2, 2, -1, -1, -2]);
  });

  it('saturate at both ends of the word', () => {
    expect(resultOf(scaling(2, 0, 0, 16), [20000])).to.equal(32767);
    expect(resultOf(scaling(2, 0, 0, 16), [-20000])).to.equal(-32768);
    expect(resultOf(scaling(2, 0, 0, 8), [100], 8)).to.equal(127);
    expect(resultOf(scaling(-2, 0, 0, 8), [100], 8)).to.equal(-128);
    expect(resultOf(scaling(1, 1, 1, 8), [127], 8), 'rounded before it is clipped').to.equal(64);
  });

  it('lose nothing of a sum that is wider than 32 bits', () => {
    // (-32768)^2 + 2^31 - 1 = 3 221 225 471
    expect(resultOf(scaling(-32768, 2 ** 31 - 1, 17, 16), [-32768])).to.equal(24576);
    expect(resultOf(scaling(-32768, 2 ** 31 - 1, 16, 16), [-32768])).to.equal(32767);
  });

  it('shift to the left where a result is finer than its sum', () => {
    expect(resultOf(scaling(3, 1, -4, 16), [5])).to.equal(256);
  });

  it('are rectified before an addition, with no bit lost between', () => {
    const add = { operand: INPUT, shift: Int8Array.of(3) };
    const plain = { ...scaling(5, 0, 3, 16), add };
    expect(resultOf(plain, [-3]), '(-15 - 24) / 8').to.equal(-5);
    expect(resultOf({ ...plain, rectifyFirst: true }, [-3]), '(0 - 24) / 8').to.equal(-3);
    expect(resultOf({ ...plain, add: { ...add, operand: { ...INPUT, rectify: true } } }, [-3])).to.equal(-2);
  });

  it('are rounded where what is added is finer than the sum', () => {
    const add = { operand: INPUT, shift: Int8Array.of(-1) };
    expect(resultOf({ ...scaling(1, 0, 0, 16), add }, [3]), '3 + 3 / 2').to.equal(5);
    expect(resultOf({ ...scaling(1, 0, 0, 16), add }, [-3]), '-3 - 3 / 2').to.equal(-4);
  });

  it('are clipped by an activation', () => {
    const clipped = { ...scaling(1, 0, 0, 16), limits: { low: 0, high: 6 } };
    expect([-4, 3, 9].map((value) => resultOf(clipped, [value]))).to.deep.equal([0, 3, 6]);
  });

  it('have a mean by a multiplication', () => {
    // 2^16 / 3, rounded
    const mean: MeanOperation = {
      kind: 'mean',
      name: 'mean',
      output: 1,
      input: INPUT,
      multiplier: 21845,
      shift: 16,
      limits: FULL[16],
    };
    expect(resultOf(mean, [30000, 30000, 30001])).to.equal(30000);
    expect(resultOf(mean, [-32768, -32768, -32768])).to.equal(-32768 + 1);
  });

  it('come to one scale before they are added', () => {
    const sum: AddOperation = {
      kind: 'add',
      name: 'sum',
      output: 1,
      inputs: [INPUT, INPUT],
      shifts: [2, 0],
      shift: 1,
      limits: FULL[16],
    };
    expect(resultOf(sum, [7]), '(28 + 7) / 2').to.equal(18);
    expect(resultOf(sum, [-7])).to.equal(-17);
    expect(resultOf(sum, [32767])).to.equal(32767);
  });
});

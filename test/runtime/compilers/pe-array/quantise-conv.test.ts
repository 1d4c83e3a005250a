import { expect } from 'chai';
import fc from 'fast-check';
import type { ConvLayer } from '../../../../core/network/layer.js';
import type { Weights } from '../../../../core/network/weights.js';
import type { WordBits } from '../../../../runtime/compilers/pe-array/operations.js';
import { quantiseConv } from '../../../../runtime/compilers/pe-array/quantise-conv.js';
import { pointwise } from '../../../core/network/pointwise.js';

function layer(outChannels: number): ConvLayer {
  return pointwise('conv', 'image', outChannels, { bias: true });
}

function weightsOf(filters: readonly (readonly number[])[], bias: readonly number[]): Weights {
  return new Map([
    [
      'conv.weight',
      { shape: [filters.length, filters[0].length, 1, 1], data: Float32Array.from(filters.flat()) },
    ],
    ['conv.bias', { shape: [bias.length], data: Float32Array.from(bias) }],
  ]);
}

function tensor(channels: number, exponent: number) {
  return { name: 'image', channels, height: 1, width: 1, exponent };
}

const exponents = fc.integer({ min: -14, max: 3 });
const reals = fc.double({ min: -8, max: 8, noNaN: true });

describe('a convolution in words', () => {
  it('gives what it gives in real numbers but for rounding, with inputs and an addition of any scale', () => {
    const job = fc.record({
      bits: fc.constantFrom<WordBits>(8, 16),
      parts: fc.array(
        fc.record({
          words: fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 1, maxLength: 4 }),
          exponent: exponents,
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      filter: fc.array(reals, { minLength: 12, maxLength: 12 }),
      bias: reals,
      added: fc.record({ word: fc.integer({ min: -128, max: 127 }), exponent: exponents }),
    });
    fc.assert(
      fc.property(job, ({ bits, parts, filter, bias, added }) => {
        const words = parts.flatMap((part) => part.words);
        const values = parts.flatMap((part) => part.words.map((word) => word * 2 ** part.exponent));
        const real = words.map((_, i) => Math.fround(filter[i]));
        const { weights, shifts, ...numbers } = quantiseConv({
          layer: layer(1),
          weights: weightsOf([real], [bias]),
          wordBits: bits,
          inputs: parts.map((part) => tensor(part.words.length, part.exponent)),
          added: added.exponent,
          exponent: 0,
        });
        const unit = 2 ** -shifts.out[0];
        const sum = words.reduce((total, word, i) => total + word * weights[i], numbers.bias[0]);
        const made = (sum + added.word * 2 ** shifts.added[0]) * unit;
        const wanted =
          values.reduce((total, value, i) => total + value * real[i], Math.fround(bias)) +
          added.word * 2 ** added.exponent;
        // Each weight is off by half a step, or by what clipping the widest one costs where words are narrow.
        const step = bits === 16 ? 1 : 16;
        const error = words.reduce((total, word) => total + Math.abs(word) * step * unit, unit);
        expect(Math.abs(made - wanted)).to.be.at.most(error + 1e-6);
      }),
    );
  });

  it('never has a sum that the accumulator cannot hold, nor a bias beyond 32 bits', () => {
    const inChannels = 2 ** 18;
    const { weights, bias, shifts } = quantiseConv({
      layer: layer(2),
      weights: weightsOf(
        [Array.from({ length: inChannels }, () => 1), Array.from({ length: inChannels }, () => 1e-6)],
        [0, 1e6],
      ),
      wordBits: 16,
      inputs: [tensor(inChannels, 0)],
      exponent: 0,
    });
    const largest = weights.subarray(0, inChannels).reduce((sum, word) => sum + Math.abs(word) * 2 ** 15, 0);
    expect(largest).to.be.below(2 ** 47);
    expect(weights[0] * 2 ** -shifts.out[0], 'the weight in real numbers').to.be.closeTo(1, 0.001);
    expect(bias[1] * 2 ** -shifts.out[1]).to.be.closeTo(1e6, 1);
  });

  it('gives a channel without weights its bias', () => {
    const { bias, shifts } = quantiseConv({
      layer: layer(1),
      weights: weightsOf([[0, 0]], [0.75]),
      wordBits: 8,
      inputs: [tensor(2, -4)],
      exponent: -6,
    });
    expect(bias[0] * 2 ** (-6 - shifts.out[0])).to.equal(0.75);
  });

  it('keeps shifts within what the array can do, however far scales are apart', () => {
    const { shifts } = quantiseConv({
      layer: layer(1),
      weights: weightsOf([[1e-30]], [0]),
      wordBits: 16,
      inputs: [tensor(1, 40)],
      added: -120,
      exponent: -100,
    });
    expect(shifts.out[0]).to.be.within(-64, 47);
    expect(shifts.added[0]).to.be.within(-47, 30);
  });
});

import { expect } from 'chai';
import { NORMALISATION, type Sample } from '../../../../runtime/datasets/dataset.js';
import { toInput } from '../../../../runtime/tensor/evaluation/normalise.js';
import { errorOf } from '../../../core/network/expect-error.js';

const sample = (...image: number[]): Sample => ({
  width: 2,
  height: 1,
  image: Uint8Array.from(image),
  labels: new Uint8Array(2),
});
const INPUT = { channels: 3, height: 1, width: 2 };

describe('toInput', () => {
  it('normalises and puts channels before pixels, images first', () => {
    const { shape, data } = toInput([sample(0, 51, 102, 153, 204, 255), sample(1, 2, 3, 4, 5, 6)], INPUT);
    expect(shape).to.deep.equal([2, 3, 1, 2]);
    [0, 153, 51, 204, 102, 255, 1, 4, 2, 5, 3, 6].forEach((value, i) => {
      const channel = Math.floor(i / 2) % 3;
      const expected = (value / 255 - NORMALISATION.mean[channel]) / NORMALISATION.deviation[channel];
      expect(data[i]).to.be.closeTo(expected, 1e-6);
    });
  });

  it("normalises as the network wants it, where that is not ImageNet's way", () => {
    const normalisation = { mean: [0.5, 0, 1], deviation: [0.5, 1, 2] };
    const { data } = toInput([sample(0, 51, 102, 153, 204, 255)], INPUT, normalisation);
    [-1, 0.2, 0.2, 0.8, -0.3, 0].forEach((expected, i) => {
      expect(data[i]).to.be.closeTo(expected, 1e-6);
    });
  });

  it('refuses images of another size and networks that read no RGB', () => {
    const read = (input: typeof INPUT) => errorOf(() => toInput([sample(1, 2, 3, 4, 5, 6)], input)).code;
    expect(read({ ...INPUT, width: 3 })).to.equal('INPUT_SHAPE');
    expect(read({ ...INPUT, channels: 1 })).to.equal('INPUT_SHAPE');
  });
});

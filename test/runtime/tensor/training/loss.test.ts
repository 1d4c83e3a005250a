import { expect } from 'chai';
import { TensorError } from '../../../../core/errors.js';
import { Random } from '../../../../core/random.js';
import { crossEntropy, makeTargets } from '../../../../runtime/tensor/training/loss.js';
import { inScope } from '../../../../runtime/tensor/training/native.js';

/** PyTorch's definition: the weighted mean of -log softmax at the label, in double precision. */
function reference(logits: Float64Array, labels: Uint8Array, classes: number, weights: readonly number[]) {
  let sum = 0;
  let total = 0;
  labels.forEach((label, pixel) => {
    if (label === 255) return;
    const row = logits.subarray(pixel * classes, (pixel + 1) * classes);
    const logSum = Math.log(row.reduce((all, value) => all + Math.exp(value), 0));
    sum += weights[label] * (logSum - row[label]);
    total += weights[label];
  });
  return total === 0 ? 0 : sum / total;
}

describe('cross-entropy', () => {
  const classes = 5;
  const labels = Uint8Array.of(0, 1, 255, 4, 2, 2, 255, 0, 3, 1, 1, 4);
  const random = Random.fromSeed(2);
  const logits = Float64Array.from({ length: labels.length * classes }, () => (random.below(800) - 400) / 64);

  function compute(ownLabels: Uint8Array, weights?: readonly number[]) {
    return inScope((scope) => {
      const tensor = scope.floats(Float32Array.from(logits), [2, 2, 3, classes]);
      const { value, gradient } = crossEntropy(scope, tensor, makeTargets(ownLabels, classes, weights));
      expect(gradient.shape).to.deep.equal([2, 2, 3, classes]);
      return { value, gradient: scope.read(gradient) };
    });
  }

  for (const weights of [undefined, [0.6, 1, 2, 0, 1.5]]) {
    it(`is the ${weights === undefined ? 'plain' : 'weighted'} mean over the pixels that count`, () => {
      const { value, gradient } = compute(labels, weights);
      const own = weights ?? [1, 1, 1, 1, 1];
      expect(value).to.be.closeTo(reference(logits, labels, classes, own), 1e-5);
      gradient.forEach((slope, at) => {
        const before = logits[at];
        logits[at] = before + 1e-5;
        const above = reference(logits, labels, classes, own);
        logits[at] = before - 1e-5;
        const below = reference(logits, labels, classes, own);
        logits[at] = before;
        expect(slope).to.be.closeTo((above - below) / 2e-5, 1e-6);
      });
    });
  }

  for (const count of [2, 3, 19, 150]) {
    it(`takes ${count} classes`, () => {
      const own = Float64Array.from({ length: labels.length * count }, () => random.below(800) / 128);
      const ownLabels = labels.map((label, at) => (label === 255 ? 255 : (label * 37 + at) % count));
      inScope((scope) => {
        const tensor = scope.floats(Float32Array.from(own), [1, 4, 3, count]);
        const { value, gradient } = crossEntropy(scope, tensor, makeTargets(ownLabels, count));
        const ones = Array.from({ length: count }, () => 1);
        expect(value).to.be.closeTo(reference(own, ownLabels, count, ones), 1e-5);
        const slopes = scope.read(gradient);
        ownLabels.forEach((label, pixel) => {
          const row = slopes.slice(pixel * count, (pixel + 1) * count);
          expect(row.reduce((sum, slope) => sum + slope, 0)).to.be.closeTo(0, 1e-6);
          expect(row.every((slope) => slope === 0)).to.equal(label === 255);
          if (label !== 255) expect(row[label]).to.be.below(0);
        });
      });
    });
  }

  it('takes a single score as that of class 1 against 0', () => {
    const scores = Float64Array.of(-2, 0.5, 3, 1.5, -0.25, 40);
    const ownLabels = Uint8Array.of(0, 1, 255, 0, 1, 1);
    inScope((scope) => {
      const tensor = scope.floats(Float32Array.from(scores), [1, 2, 3, 1]);
      const { value, gradient } = crossEntropy(scope, tensor, makeTargets(ownLabels, 2, [1, 3]));
      const pairs = Float64Array.from([...scores].flatMap((score) => [0, score]));
      expect(value).to.be.closeTo(reference(pairs, ownLabels, 2, [1, 3]), 1e-6);
      expect(gradient.shape).to.deep.equal([1, 2, 3, 1]);
      const total = 1 + 3 + 1 + 3 + 3;
      scope.read(gradient).forEach((slope, at) => {
        const probability = 1 / (1 + Math.exp(-scores[at]));
        const wanted = [probability, 3 * (probability - 1)][ownLabels[at]] ?? 0;
        expect(slope).to.be.closeTo(wanted / total, 1e-6);
      });
    });
  });

  it('is 0 where no pixel counts', () => {
    const { value, gradient } = compute(new Uint8Array(12).fill(255));
    expect(value).to.equal(0);
    expect(gradient.every((slope) => slope === 0)).to.equal(true);
  });

  it('refuses a label that is no class', () => {
    expect(() => makeTargets(Uint8Array.of(0, 5), 5))
      .to.throw(TensorError, 'label 5')
      .with.property('code', 'LABEL_OUT_OF_RANGE');
  });
});

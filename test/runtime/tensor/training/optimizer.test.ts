import { expect } from 'chai';
import { Random } from '../../../../core/random.js';
import { inScope } from '../../../../runtime/tensor/training/native.js';
import { makeOptimizer, type OptimizerSettings } from '../../../../runtime/tensor/training/optimizer.js';
import { Variable } from '../../../../runtime/tensor/training/variable.js';
import { scheduleFactor } from '../../../../runtime/tensor/training/schedule.js';

const SIZE = 7;
const STEPS = 6;
const RATE = 0.05;

const random = Random.fromSeed(4);
const start = Float32Array.from({ length: SIZE }, () => random.normal());
const gradients = Array.from({ length: STEPS }, () =>
  Float32Array.from({ length: SIZE }, () => random.normal()),
);

/** Runs the optimiser, saved and loaded in the middle. */
function optimise(settings: OptimizerSettings): Float32Array {
  const parameters = new Variable(start);
  let slots: ReadonlyMap<string, Float32Array> | undefined;
  for (const first of [0, 3]) {
    const optimizer = makeOptimizer(settings, SIZE, slots);
    for (let step = first; step < first + 3; step++) {
      inScope((scope) => {
        optimizer.update(parameters, scope.floats(gradients[step].slice(), [SIZE]), RATE, step);
      });
    }
    slots = optimizer.slots();
    optimizer.close();
  }
  const result = parameters.values();
  parameters.close();
  return result;
}

function expectClose(found: Float32Array, wanted: readonly number[]): void {
  wanted.forEach((value, at) => expect(found[at]).to.be.closeTo(value, 1e-5));
}

describe('optimisers', () => {
  for (const weightDecay of [0, 0.1]) {
    it(`SGD with momentum does as PyTorch's, weight decay ${weightDecay}`, () => {
      const wanted = Array.from(start);
      const velocity = wanted.map(() => 0);
      for (const gradient of gradients) {
        wanted.forEach((value, at) => {
          velocity[at] = 0.9 * velocity[at] + gradient[at] + weightDecay * value;
          wanted[at] = value - RATE * velocity[at];
        });
      }
      expectClose(optimise({ kind: 'sgd', momentum: 0.9, weightDecay }), wanted);
    });

    it(`Adam does as the paper's algorithm, weight decay ${weightDecay}`, () => {
      const wanted = Array.from(start);
      const mean = wanted.map(() => 0);
      const square = wanted.map(() => 0);
      gradients.forEach((gradient, step) => {
        wanted.forEach((value, at) => {
          const slope = gradient[at] + weightDecay * value;
          mean[at] = 0.9 * mean[at] + 0.1 * slope;
          square[at] = 0.999 * square[at] + 0.001 * slope ** 2;
          const unbiasedMean = mean[at] / (1 - 0.9 ** (step + 1));
          const unbiasedSquare = square[at] / (1 - 0.999 ** (step + 1));
          wanted[at] = value - (RATE * unbiasedMean) / (Math.sqrt(unbiasedSquare) + 1e-8);
        });
      });
      expectClose(optimise({ kind: 'adam', weightDecay }), wanted);
    });
  }

  it('Adam keeps still where gradients are 0, and never changes the array that it began with', () => {
    const optimizer = makeOptimizer({ kind: 'adam', weightDecay: 0 }, 2);
    const given = Float32Array.of(1, 2);
    const parameters = new Variable(given);
    inScope((scope) => {
      optimizer.update(parameters, scope.floats(new Float32Array(2), [2]), 1, 0);
    });
    expect([...parameters.values()]).to.deep.equal([1, 2]);
    inScope((scope) => {
      optimizer.update(parameters, scope.floats(Float32Array.of(1, 1), [2]), 1, 1);
    });
    expect([...parameters.values()]).to.not.deep.equal([1, 2]);
    expect([...given]).to.deep.equal([1, 2]);
    optimizer.close();
    parameters.close();
  });
});

describe('learning rate schedules', () => {
  const at = (kind: 'poly' | 'cosine' | 'constant', step: number, warmupSteps = 0) =>
    scheduleFactor({ kind, warmupSteps }, step, 100);

  it('go as their formulas', () => {
    expect(at('poly', 0)).to.equal(1);
    expect(at('poly', 50)).to.be.closeTo(0.5 ** 0.9, 1e-12);
    expect(scheduleFactor({ kind: 'poly', power: 2 }, 75, 100)).to.be.closeTo(1 / 16, 1e-12);
    expect(at('cosine', 0)).to.equal(1);
    expect(at('cosine', 50)).to.be.closeTo(0.5, 1e-12);
    expect(at('cosine', 75)).to.be.closeTo((1 - Math.SQRT1_2) / 2, 1e-12);
    expect(at('constant', 99)).to.equal(1);
  });

  it('never reach 0 while steps are left', () => {
    expect(at('poly', 99)).to.be.above(0);
    expect(at('cosine', 99)).to.be.above(0);
  });

  it('rise in equal parts first, and then do their whole course', () => {
    expect([0, 1, 2, 3].map((step) => at('poly', step, 4))).to.deep.equal([0.2, 0.4, 0.6, 0.8]);
    expect(at('poly', 4, 4)).to.equal(1);
    expect(at('poly', 52, 4)).to.be.closeTo(0.5 ** 0.9, 1e-12);
  });
});

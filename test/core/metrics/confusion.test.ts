import { expect } from 'chai';
import fc from 'fast-check';
import {
  addToConfusion,
  type Confusion,
  confusionRows,
  emptyConfusion,
  iou,
  miou,
  pixelAccuracy,
} from '../../../core/metrics/confusion.js';

const IGNORE = 255;

function count(classes: number, truth: readonly number[], predicted: readonly number[]): Confusion {
  const confusion = emptyConfusion(classes);
  addToConfusion(confusion, Uint8Array.from(truth), Uint8Array.from(predicted), IGNORE);
  return confusion;
}

/** Intersection over union by its definition on sets of pixels. */
function plainIou(index: number, truth: readonly number[], predicted: readonly number[]): number | null {
  const pixels = truth.map((label, i) => [label, predicted[i]]).filter(([label]) => label !== IGNORE);
  const union = pixels.filter((pixel) => pixel.includes(index)).length;
  const intersection = pixels.filter(([a, b]) => a === index && b === index).length;
  return union === 0 ? null : intersection / union;
}

const CLASSES = 4;
const PIXELS = fc.array(
  fc.record({
    truth: fc.oneof(fc.nat(CLASSES - 1), fc.constant(IGNORE)),
    predicted: fc.nat(CLASSES - 1),
  }),
  { maxLength: 40 },
);

describe('confusion matrix', () => {
  it('counts rows by truth and columns by prediction, without ignored pixels', () => {
    const confusion = count(3, [0, 0, 1, 2, 255, 1], [0, 1, 1, 0, 2, 1]);
    expect(confusionRows(confusion)).to.deep.equal([
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 0],
    ]);
    expect(iou(confusion)).to.deep.equal([1 / 3, 2 / 3, 0]);
    expect(miou(confusion)).to.be.closeTo(1 / 3, 1e-15);
    expect(pixelAccuracy(confusion)).to.equal(3 / 5);
  });

  it('adds images up', () => {
    const confusion = count(2, [0, 1], [0, 0]);
    addToConfusion(confusion, Uint8Array.of(1), Uint8Array.of(0), IGNORE);
    expect(confusionRows(confusion)).to.deep.equal([
      [1, 0],
      [2, 0],
    ]);
  });

  it('has no IoU for a class in no pixel, and 0 for one that is only predicted', () => {
    expect(iou(count(3, [0, 0], [0, 1]))).to.deep.equal([1 / 2, 0, null]);
    expect(miou(count(3, [0, 0], [0, 1]))).to.equal(1 / 4);
  });

  it('has no mean where no pixel counts', () => {
    const confusion = count(2, [255], [1]);
    expect(miou(confusion)).to.equal(null);
    expect(pixelAccuracy(confusion)).to.equal(null);
  });

  it('agrees with the definition on sets of pixels', () => {
    fc.assert(
      fc.property(PIXELS, (pixels) => {
        const truth = pixels.map((pixel) => pixel.truth);
        const predicted = pixels.map((pixel) => pixel.predicted);
        const expected = Array.from({ length: CLASSES }, (_, index) => plainIou(index, truth, predicted));
        const present = expected.filter((value) => value !== null);
        const confusion = count(CLASSES, truth, predicted);
        expect(iou(confusion)).to.deep.equal(expected);
        const mean = present.length === 0 ? null : present.reduce((a, b) => a + b, 0) / present.length;
        expect(miou(confusion)).to.equal(mean);
      }),
    );
  });

  it('refuses labels and predictions that are no class, and counts nothing then', () => {
    const confusion = emptyConfusion(2);
    const add = (truth: number[], predicted: number[]) => () =>
      addToConfusion(confusion, Uint8Array.from(truth), Uint8Array.from(predicted), IGNORE);
    expect(add([0, 2], [0, 0])).to.throw(RangeError, 'label 2');
    expect(add([0, 1], [0, 2])).to.throw(RangeError, 'prediction 2');
    expect(add([0, 1], [0])).to.throw(RangeError, '1 predictions for 2 labels');
    expect(confusion.counts.every((value) => value === 0)).to.equal(true);
  });
});

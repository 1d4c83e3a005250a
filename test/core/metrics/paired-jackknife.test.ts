import { expect } from 'chai';
import fc from 'fast-check';
import { miou, pixelAccuracy } from '../../../core/metrics/confusion.js';
import { imageCells, type ImageConfusions, sumOfImages } from '../../../core/metrics/image-confusions.js';
import { jackknife, pairedDifference } from '../../../core/metrics/paired-jackknife.js';

const PIXELS = 20;

/** Images of two classes, all of class 0, of which as many pixels are found. */
function images(found: readonly number[]): ImageConfusions {
  const truth = new Uint8Array(PIXELS);
  return {
    version: 1,
    classes: ['ground', 'digit'],
    indices: found.map((_, index) => index),
    cells: found.map((hits) => imageCells(2, truth, truth.slice().fill(1, hits), 255)),
  };
}

const accuracy = (found: readonly number[]) =>
  jackknife(images(found), (confusion) => [pixelAccuracy(confusion) ?? NaN]);

const hits = fc.nat({ max: PIXELS });
const pairs = fc.array(fc.tuple(hits, hits), { minLength: 2, maxLength: 30 });

describe('pairedDifference', () => {
  it('has the standard error of a mean where a figure is one', () => {
    fc.assert(
      fc.property(pairs, (found) => {
        const [a, b] = [0, 1].map((side) => accuracy(found.map((pair) => pair[side])));
        const { difference, standardError } = pairedDifference(a, b, 0);
        const differences = found.map(([first, second]) => (first - second) / PIXELS);
        const mean = differences.reduce((sum, value) => sum + value, 0) / found.length;
        const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(difference).to.be.closeTo(mean, 1e-12);
        expect(standardError).to.be.closeTo(Math.sqrt(squares / (found.length - 1) / found.length), 1e-12);
      }),
    );
  });

  it('has less error the more of all images are in, and none when all are', () => {
    const [a, b] = [accuracy([20, 10, 5, 18]), accuracy([11, 12, 3, 16])];
    const { standardError } = pairedDifference(a, b, 0);
    expect(pairedDifference(a, b, 0, 16).standardError).to.be.closeTo(standardError * Math.sqrt(0.75), 1e-12);
    expect(pairedDifference(a, b, 0, 4).standardError).to.equal(0);
  });

  it('is sure of a difference that every image shows alike, however much images differ', () => {
    const better = accuracy([20, 10, 5, 18]);
    const worse = accuracy([18, 8, 3, 16]);
    const { difference, standardError } = pairedDifference(better, worse, 0);
    expect(difference).to.be.closeTo(0.1, 1e-12);
    expect(standardError).to.be.closeTo(0, 1e-12);
  });

  it('is sure of nothing by one image, and refuses different images', () => {
    expect(pairedDifference(accuracy([3]), accuracy([9]), 0).standardError).to.equal(Infinity);
    const other = { ...accuracy([3, 4]), indices: [5, 6] };
    expect(() => pairedDifference(accuracy([3, 4]), other, 0)).to.throw('different images');
  });
});

describe('jackknife', () => {
  it('leaves each image out in turn, and the counts as they were', () => {
    const all = images([20, 10, 5]);
    const figures = jackknife(all, (confusion) => [miou(confusion) ?? NaN]);
    const without = (index: number): ImageConfusions => ({
      ...all,
      cells: all.cells.filter((_, place) => place !== index),
    });
    expect(figures.whole).to.deep.equal([miou(sumOfImages(all))]);
    expect(figures.leftOut).to.deep.equal([0, 1, 2].map((index) => [miou(sumOfImages(without(index)))]));
  });
});

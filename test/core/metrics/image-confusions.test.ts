import { expect } from 'chai';
import fc from 'fast-check';
import { addToConfusion, emptyConfusion } from '../../../core/metrics/confusion.js';
import { imageCells, joinImages, sumOfImages } from '../../../core/metrics/image-confusions.js';

const CLASSES = 3;
const label = fc.constantFrom(0, 1, 2, 255);
const image = fc.array(fc.tuple(label, fc.nat({ max: CLASSES - 1 })), { maxLength: 12 });

const truthOf = (pixels: readonly (readonly [number, number])[]) =>
  Uint8Array.from(pixels, ([truth]) => truth);
const foundOf = (pixels: readonly (readonly [number, number])[]) =>
  Uint8Array.from(pixels, ([, found]) => found);

describe('counts image by image', () => {
  it('add up to those of all pixels, in whatever parts and order the images ran', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(image, fc.boolean()), { maxLength: 8 }), (images) => {
        const part = (first: boolean) => {
          const chosen = images.flatMap(([pixels, early], index) =>
            early === first ? [{ pixels, index }] : [],
          );
          return {
            version: 1,
            classes: ['a', 'b', 'c'],
            indices: chosen.map(({ index }) => index),
            cells: chosen.map(({ pixels }) => imageCells(CLASSES, truthOf(pixels), foundOf(pixels), 255)),
          } as const;
        };
        const expected = emptyConfusion(CLASSES);
        for (const [pixels] of images) addToConfusion(expected, truthOf(pixels), foundOf(pixels), 255);
        const joined = joinImages(part(true), part(false));
        expect([...sumOfImages(joined).counts]).to.deep.equal([...expected.counts]);
        expect(joined).to.deep.equal(joinImages(part(false), part(true)));
        expect(joined.indices).to.deep.equal(images.map((_, index) => index));
      }),
    );
  });
});

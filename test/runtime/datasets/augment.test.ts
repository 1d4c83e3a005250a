import { expect } from 'chai';
import fc from 'fast-check';

import { DatasetError } from '../../../core/errors.js';
import { Random } from '../../../core/random.js';
import { augment, type Augmentation } from '../../../runtime/datasets/augment.js';
import { IGNORE_LABEL, type Sample } from '../../../runtime/datasets/dataset.js';

/** Red is the column, green the row, each times three, and the label their sum: any pixel tells where it came from. */
function ramp(width: number, height: number): Sample {
  const image = new Uint8Array(width * height * 3);
  const labels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image.set([x * 3, y * 3, 7], (y * width + x) * 3);
      labels[y * width + x] = x + y;
    }
  }
  return { width, height, image, labels };
}

const sizes = fc.integer({ min: 1, max: 40 });
const settings: fc.Arbitrary<Augmentation> = fc.record(
  {
    flip: fc.boolean(),
    crop: fc.boolean(),
    scale: fc
      .tuple(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([min, more]) => ({ min, max: min + more })),
  },
  { requiredKeys: [] },
);

describe('augment', () => {
  it('moves labels and image together', () => {
    fc.assert(
      fc.property(sizes, sizes, settings, fc.nat(), (width, height, how, seed) => {
        const { image, labels, ...size } = augment(ramp(width, height), how, Random.fromSeed(seed));
        expect(size).to.deep.equal({ width, height });
        labels.forEach((label, pixel) => {
          const [red, green, blue] = image.subarray(pixel * 3, pixel * 3 + 3);
          if (label === IGNORE_LABEL) {
            expect([red, green, blue]).to.deep.equal([124, 116, 104]);
          } else {
            expect(blue).to.equal(7);
            // Half a pixel between nearest and bilinear on each axis, and the rounding of each colour.
            expect(Math.abs(red / 3 + green / 3 - label)).to.be.at.most(1 + 1 / 3);
          }
        });
      }),
    );
  });

  it('invents no label, and leaves its argument alone', () => {
    fc.assert(
      fc.property(settings, fc.nat(), (how, seed) => {
        const sample = ramp(20, 12);
        sample.labels.forEach((label, pixel) => (sample.labels[pixel] = label % 2 === 0 ? 3 : 200));
        const before = structuredClone(sample);
        const { labels } = augment(sample, how, Random.fromSeed(seed));
        expect([...new Set(labels)].filter((label) => ![3, 200, IGNORE_LABEL].includes(label))).to.deep.equal(
          [],
        );
        expect(sample).to.deep.equal(before);
      }),
    );
  });

  it('gives the same result for the same random numbers', () => {
    const how = { flip: true, crop: true, scale: { min: 0.5, max: 2 } };
    const sample = ramp(30, 20);
    const results = [1, 1, 2].map((seed) => augment(sample, how, Random.fromSeed(seed)));
    expect(results[1]).to.deep.equal(results[0]);
    expect(results[2].labels).not.to.deep.equal(results[0].labels);
  });

  it('changes nothing when told nothing', () => {
    const sample = ramp(31, 17);
    expect(augment(sample, {}, Random.fromSeed(3))).to.deep.equal(sample);
    expect(augment(sample, { scale: { min: 1, max: 1 }, crop: true }, Random.fromSeed(3))).to.deep.equal(
      sample,
    );
  });

  it('mirrors every second sample on average, exactly', () => {
    const sample = ramp(9, 4);
    const random = Random.fromSeed(5);
    let mirrored = 0;
    for (let i = 0; i < 400; i++) {
      const { labels } = augment(sample, { flip: true }, random);
      const expected = Array.from(
        sample.labels,
        (_, p) => sample.labels[Math.floor(p / 9) * 9 + 8 - (p % 9)],
      );
      if (labels[0] === 8) {
        mirrored++;
        expect([...labels]).to.deep.equal(expected);
      } else {
        expect(labels).to.deep.equal(sample.labels);
      }
    }
    expect(mirrored).to.be.within(160, 240);
  });

  it('cuts the centre without crop, and anywhere with it', () => {
    const sample = ramp(20, 20);
    const scale = { min: 2, max: 2 };
    expect(augment(sample, { scale }, Random.fromSeed(1)).labels[0]).to.equal(10);
    const corners = new Set<number>();
    for (let seed = 0; seed < 300; seed++) {
      corners.add(augment(sample, { scale, crop: true }, Random.fromSeed(seed)).labels[0]);
    }
    expect(Math.min(...corners)).to.be.at.most(2);
    expect(Math.max(...corners)).to.be.at.least(18);
  });

  it('pads a shrunken image on all sides', () => {
    const { labels } = augment(ramp(20, 20), { scale: { min: 0.5, max: 0.5 } }, Random.fromSeed(1));
    expect(labels.filter((label) => label !== IGNORE_LABEL)).to.have.length(100);
    expect(labels[5 * 20 + 5]).not.to.equal(IGNORE_LABEL);
    expect(labels[4 * 20 + 10]).to.equal(IGNORE_LABEL);
  });

  it('refuses factors that make no image', () => {
    for (const [min, max] of [
      [0, 1],
      [-1, 1],
      [2, 1],
      [NaN, 1],
      [1, Infinity],
    ]) {
      expect(() => augment(ramp(4, 4), { scale: { min, max } }, Random.fromSeed(1)))
        .to.throw(DatasetError)
        .with.property('code', 'AUGMENT_SCALE');
    }
  });
});

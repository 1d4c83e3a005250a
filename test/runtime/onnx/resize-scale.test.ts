import { expect } from 'chai';
import fc from 'fast-check';
import { resizeScale } from '../../../runtime/onnx/resize-scale.js';

const SIZE = fc.integer({ min: 1, max: 4096 });

describe('resizeScale', () => {
  it('makes floor(from * scale) the wanted size in single and double precision', () => {
    fc.assert(
      fc.property(SIZE, SIZE, (from, to) => {
        const scale = resizeScale(from, to);
        expect(Math.fround(scale)).to.equal(scale);
        expect(Math.floor(from * scale)).to.equal(to);
        expect(Math.floor(Math.fround(from * scale))).to.equal(to);
        expect(Math.abs(scale * from - to) / to).to.be.below(1e-6);
      }),
      { numRuns: 2000 },
    );
  });
});

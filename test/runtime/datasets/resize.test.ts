import { expect } from 'chai';

import { resizeLabels } from '../../../runtime/datasets/resize.js';

describe('resizing labels', () => {
  const labels = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
  const from = { width: 4, height: 2 };

  it('takes the pixel at the centre, so that nothing shifts', () => {
    expect([...resizeLabels(labels, from, { width: 2, height: 2 })]).to.deep.equal([1, 3, 5, 7]);
    expect([...resizeLabels(labels, from, { width: 3, height: 1 })]).to.deep.equal([4, 6, 7]);
    expect([...resizeLabels(labels, from, { width: 4, height: 4 })]).to.deep.equal(
      [0, 0, 4, 4].flatMap((row) => [row, row + 1, row + 2, row + 3]),
    );
  });

  it('returns labels of the right size as they are', () => {
    expect(resizeLabels(labels, from, from)).to.equal(labels);
  });
});

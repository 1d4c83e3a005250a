import { expect } from 'chai';
import { selectPoints } from '../../../core/evolution/select.js';

/** Error against cost, both to be small; the third point lies farthest below the line through the ends. */
const FRONT = [
  [0.1, 1],
  [0.2, 0.8],
  [0.25, 0.3],
  [0.6, 0.2],
  [0.9, 0.1],
];

describe('selectPoints', () => {
  it('takes the knee first, then what lies next below the line through the extremes', () => {
    expect(selectPoints(FRONT, 'knee', 2)).to.deep.equal([2, 3]);
  });

  it('takes the least of an objective', () => {
    expect(selectPoints(FRONT, 'miou', 2)).to.deep.equal([0, 1]);
    expect(selectPoints(FRONT, 'cost', 2)).to.deep.equal([4, 3]);
  });

  it('spreads along the front, both ends among them', () => {
    expect(selectPoints(FRONT, 'spread', 3)).to.deep.equal([0, 2, 4]);
    expect(selectPoints(FRONT, 'spread', 1)).to.deep.equal([0]);
  });

  it('gives all there are where more are wanted, and none of an empty front', () => {
    expect(selectPoints(FRONT, 'spread', 9)).to.deep.equal([0, 1, 2, 3, 4]);
    expect(selectPoints([], 'knee', 3)).to.deep.equal([]);
  });

  it('gives the knee of points that are equal in an objective', () => {
    expect(
      selectPoints(
        [
          [0.2, 0.5],
          [0.1, 0.5],
        ],
        'knee',
        1,
      ),
    ).to.deep.equal([1]);
  });
});

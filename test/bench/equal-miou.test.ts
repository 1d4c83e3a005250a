import { expect } from 'chai';
import { compareAtEqualMiou } from '../../bench/study/equal-miou.js';

describe('networks at equal mIoU', () => {
  const front = [
    { cost: 1, miou: 0.5 },
    { cost: 2, miou: 0.7 },
    { cost: 4, miou: 0.9 },
    // Dominated, and so without a say.
    { cost: 3.5, miou: 0.6 },
  ];

  it('cost as many times less as all of them do', () => {
    const faster = front.map(({ cost, miou }) => ({ cost: 0.8 * cost, miou }));
    const found = compareAtEqualMiou(faster, front);
    expect(found?.ratio).to.be.closeTo(0.8, 1e-12);
    expect(found).to.include({ from: 0.5, to: 0.9 });
  });

  it('are compared where both have any, each mIoU by the cheapest that reaches it', () => {
    const one = [{ cost: 3, miou: 0.8 }];
    // From 0.8 on: the one for 3 against the one for 4.
    expect(compareAtEqualMiou(one, front)?.ratio).to.be.closeTo(0.75, 1e-12);
    expect(compareAtEqualMiou(one, front)).to.include({ from: 0.8, to: 0.8 });
    const wide = [
      { cost: 3, miou: 0.6 },
      { cost: 4, miou: 0.8 },
    ];
    // Half of the way from 0.6 to 0.7 costs 2 there, and the other half, to 0.8, 4.
    const expected = Math.exp((Math.log(4 / 2) + Math.log(4 / 4)) / 2);
    expect(compareAtEqualMiou(wide, front)?.ratio).to.be.closeTo(expected, 0.01);
  });

  it('have nothing in common where one set begins above the other, or is empty', () => {
    expect(compareAtEqualMiou([{ cost: 1, miou: 0.95 }], front)).to.equal(undefined);
    expect(compareAtEqualMiou([], front)).to.equal(undefined);
  });
});

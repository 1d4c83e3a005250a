import { expect } from 'chai';
import { GAP } from '../../../core/metrics/front-table.js';
import { formatRatio, sensitivityTable } from '../../../core/metrics/sensitivity-table.js';

describe('the table of a sensitivity step', () => {
  it('has a row a group and a column a pruning ratio, and a dash for what is not known yet', () => {
    const groups = [
      { id: 'a|b', channels: 8, points: [{ ratio: 0.25, kept: 6, miou: 0.8123 }] },
      { id: 'c', channels: 16, points: [{ ratio: 0.5, kept: 8, miou: 0.5 }] },
    ];
    expect(sensitivityTable([0.25, 0.5], groups).replaceAll(GAP, '').split('\n')).to.deep.equal([
      '| Channel group | Channels | 25 % | 50 % |',
      '| --- | ---: | ---: | ---: |',
      '| a\\|b | 8 | 81.23 % | – |',
      '| c | 16 | – | 50.00 % |',
    ]);
  });

  it('writes ratios without digits that say nothing', () => {
    expect([0.3, 0.125, 1 - 0.9, 1 / 3].map(formatRatio)).to.deep.equal([
      '30 %',
      '12.5 %',
      '10 %',
      '33.33 %',
    ]);
  });
});

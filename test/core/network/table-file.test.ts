import { expect } from 'chai';
import { rowMacs, rowWeights } from '../../../core/hardware/row-words.js';
import { parseLayerTable } from '../../../core/network/table-file.js';
import { referenceText } from '../../reference/tables.js';
import { errorOf } from './expect-error.js';

const FILE = 'deeplabv3plus_resnet18_960_layers.csv';
const HEAD =
  'layer,kind,in_w,in_h,in_c,k_w,k_h,out_c,conv_w,conv_h,stride,padding,dilation,maxpool,out_w,out_h';

describe('a layer table as a file', () => {
  it('has the published operations and weights', () => {
    const rows = parseLayerTable(referenceText(FILE), FILE);
    expect(rows).to.have.length(38);
    const total = (of: typeof rowMacs) => rows.reduce((sum, row) => sum + of(row), 0);
    expect(total(rowMacs) / 1e9).to.be.closeTo(147.37, 0.005);
    expect(total(rowWeights) / 1e6).to.be.closeTo(16.63, 0.005);
    expect(rows[0]).to.include({ name: '0', maxpool: true, inChannels: 3, outWidth: 240, groups: 1 });
  });

  it('may have its columns in any order, others beside them, and groups', () => {
    const head = ['note', 'groups', ...HEAD.split(',').reverse()];
    const cells = ['x', '3', ...'a,conv,8,8,6,3,3,9,8,8,1,1,1,0,8,8'.split(',').reverse()];
    const [row] = parseLayerTable(`\uFEFF${head.join()}\r\n${cells.join()}\r\n\r\n`, 't.csv');
    expect(row).to.include({ name: 'a', groups: 3, inChannels: 6, outChannels: 9, padding: 1 });
  });

  for (const [title, text, part] of [
    [
      'without a column',
      HEAD.replace(',conv_w', '') + '\n' + 'x,'.repeat(14) + 'x',
      "lacks the column 'conv_w'",
    ],
    [
      'of an unknown kind',
      `${HEAD}\na,dense,8,8,6,3,3,9,8,8,1,1,1,0,8,8`,
      "t.csv:2 is no layer table. Its kind is 'dense'",
    ],
    ['with words for numbers', `${HEAD}\na,conv,8,8,six,3,3,9,8,8,1,1,1,0,8,8`, "Its in_c is 'six'"],
    ['with a cell left empty', `${HEAD}\na,conv,8,8,,3,3,9,8,8,1,1,1,0,8,8`, "Its in_c is ''"],
    ['with a convolution without filters', `${HEAD}\na,conv,8,8,6,3,3,0,8,8,1,1,1,0,8,8`, "Its out_c is '0'"],
    [
      'with groups that do not divide its channels',
      `${HEAD},groups\na,conv,8,8,6,3,3,9,8,8,1,1,1,0,8,8,4`,
      '4 groups',
    ],
    ['with a column twice', `${HEAD},kind\na,conv,8,8,6,3,3,9,8,8,1,1,1,0,8,8,conv`, "'kind' stands twice"],
  ] as const) {
    it(`is refused ${title}`, () => {
      const error = errorOf(() => parseLayerTable(text, 't.csv'));
      expect(error.code).to.equal('LAYERS_FILE');
      expect(error.message).to.include(part);
    });
  }
});

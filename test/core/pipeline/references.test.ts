import { expect } from 'chai';
import { resolveValue, wholeExpression } from '../../../core/pipeline/references.js';

const context = {
  item: { genome: [1, 2] },
  steps: {
    train: { network: 'sha256:aa', miou: 0.5 },
    pick: { candidates: [{ id: 4 }, { id: 9 }] },
  },
};

describe('references', () => {
  it('give the value itself where the expression is the whole text', () => {
    expect(resolveValue('${{ steps.train.network }}', context)).to.equal('sha256:aa');
    expect(resolveValue(' ${{item}} ', context)).to.deep.equal({ genome: [1, 2] });
    expect(resolveValue('${{ steps.pick.candidates[1] }}', context)).to.deep.equal({ id: 9 });
    expect(resolveValue('${{ steps.train.miou * 100 }}', context)).to.equal(50);
    expect(resolveValue('${{ 1 + 1 }}', context)).to.equal(2);
  });

  it('are put into a text around them', () => {
    const title = 'mIoU ${{ steps.train.miou }} of ${{ steps.train.network }}, ${{ item.genome }}';
    expect(resolveValue(title, context)).to.equal('mIoU 0.5 of sha256:aa, [1,2]');
  });

  it('are found in lists and maps', () => {
    expect(resolveValue({ a: ['${{ steps.train.miou }}', 3], b: 'x' }, context)).to.deep.equal({
      a: [0.5, 3],
      b: 'x',
    });
  });

  it('leave other values as they are', () => {
    for (const value of ['plain', 3, true, null, undefined, '$ {{ item }}']) {
      expect(resolveValue(value, context)).to.equal(value);
    }
  });

  it('that have no value say so', () => {
    for (const text of ['${{ steps.pick.candidates[2] }}', '${{ steps.none.network }}', '${{ item + 1 }}']) {
      expect(() => resolveValue(text, context))
        .to.throw()
        .with.property('code', 'EXPRESSION_FAILED');
    }
  });

  it('are the whole of a text only without anything beside them', () => {
    expect(wholeExpression('${{ a }}')).to.equal('a');
    expect(wholeExpression('${{ a }} ${{ b }}')).to.equal(undefined);
    expect(wholeExpression('x ${{ a }}')).to.equal(undefined);
    expect(wholeExpression('a')).to.equal(undefined);
  });
});

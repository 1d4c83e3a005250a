import { expect } from 'chai';
import fc from 'fast-check';
import { parseExpression } from '../../../core/pipeline/expression.js';
import { memberPath, parseTree } from '../../../core/pipeline/tree.js';

const head = fc.constantFrom('inputs', 'steps', 'run', 'item', 'matrix', 'other', 'in');
const field = fc.constantFrom(
  'epochs',
  's1',
  'x_1',
  'size',
  'in',
  'true',
  'null',
  'if',
  'constructor',
  '_',
  '1',
  '',
);
const dotted = fc.tuple(head, fc.array(field, { maxLength: 3 })).map((names) => names.flat().join('.'));

const fields = fc.constantFrom('epochs', 's1', 'x_1', 'size');
const plain = fc.constantFrom<unknown>(null, 3, 0.5, 'text', true, [1, [2]], { x_1: { epochs: 1 } });
const context = fc.dictionary(
  head,
  fc.oneof(plain, fc.dictionary(fields, fc.oneof(plain, fc.dictionary(fields, plain)))),
);

/** What a function gives; where it throws, how it says so. */
function outcome(act: () => unknown, told: (error: unknown) => string): unknown {
  try {
    return { value: act() };
  } catch (error) {
    return { error: told(error) };
  }
}

describe('an expression of names with dots between them', () => {
  it('reads what its syntax tree says, and is no more of a mistake', () => {
    fc.assert(
      fc.property(dotted, (text) => {
        const read = outcome(() => parseExpression(text).reads, String);
        const parsed = outcome(() => [memberPath(parseTree(text).ast)], String);
        expect(read).to.deep.equal(parsed);
      }),
    );
  });

  it('has the value that it has in brackets, which the parser reads', () => {
    fc.assert(
      fc.property(dotted, context, (text, given) => {
        const valueOf = (written: string): unknown =>
          outcome(
            () => parseExpression(written).evaluate(given),
            () => 'none',
          );
        expect(valueOf(text)).to.deep.equal(valueOf(`[${text}][0]`));
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { PipelineError } from '../../../core/errors.js';
import {
  isCheap,
  objectiveRecords,
  parseMetricExpression,
  toObjectives,
  unscalable,
  withExpressions,
} from '../../../core/pipeline/objectives.js';

const METRICS = { miou: 0.8, 'iou.traffic light': 0.5, ops: 300, params: 40, 'latency.edge': 2 };
const BASELINE = { miou: 0.9, 'iou.traffic light': 0.6, ops: 600, params: 80, 'latency.edge': 8 };

/** Arithmetic as text, beside what it comes to. */
interface Sum {
  readonly text: string;
  readonly value: number;
}

const leaf: fc.Arbitrary<Sum> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((value) => ({ text: String(value), value })),
  fc.constantFrom(
    { text: 'ops', value: METRICS.ops },
    { text: 'latency.edge', value: METRICS['latency.edge'] },
    { text: 'iou["traffic light"]', value: METRICS['iou.traffic light'] },
    { text: 'baseline.params', value: BASELINE.params },
  ),
);
const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([left, operator, right]) => ({
      text: `(${left.text} ${operator} ${right.text})`,
      value:
        operator === '+'
          ? left.value + right.value
          : operator === '-'
            ? left.value - right.value
            : left.value * right.value,
    })),
  ),
}));

describe('objectives', () => {
  it('compute what their arithmetic says', () => {
    fc.assert(
      fc.property(sum, ({ text, value }) => {
        expect(parseMetricExpression(`params + ${text}`).value(METRICS, BASELINE)).to.equal(40 + value);
      }),
    );
  });

  it('divide as real numbers do, and take metrics alone as what they are', () => {
    expect(parseMetricExpression('ops * (1 / 2)').value(METRICS, BASELINE)).to.equal(150);
    expect(parseMetricExpression('iou["traffic light"]')).to.include({ metric: 'iou.traffic light' });
    expect(parseMetricExpression('ops / baseline.ops').metric).to.equal(undefined);
  });

  it('are known by a metric’s flat name, or by their text', () => {
    expect(
      objectiveRecords([
        { maximize: 'miou' },
        { minimize: 'latency', target: 'edge' },
        { minimize: 'ops + 4 * params' },
      ]),
    ).to.deep.equal([
      { metric: 'miou', goal: 'maximize' },
      { metric: 'latency.edge', goal: 'minimize' },
      { metric: 'ops + 4 * params', expression: 'ops + 4 * params', goal: 'minimize' },
    ]);
  });

  it('are cheap where no image is needed', () => {
    const cheap = objectiveRecords([
      { minimize: 'ops + params' },
      { minimize: '1 - miou' },
      { maximize: 'iou["traffic light"]' },
    ]).map(isCheap);
    expect(cheap).to.deep.equal([true, false, false]);
  });

  it('become numbers to minimise, 1 being the baseline’s or nothing recognised', () => {
    const records = objectiveRecords([
      { maximize: 'miou' },
      { minimize: 'ops + 4 * params' },
      { maximize: 'params' },
    ]);
    const baseline = withExpressions(BASELINE, records, BASELINE);
    const candidate = withExpressions(METRICS, records, BASELINE);
    const objectives = toObjectives(candidate, records, baseline);
    expect(objectives[0]).to.be.closeTo(0.2, 1e-12);
    expect(objectives[1]).to.be.closeTo(460 / 920, 1e-12);
    expect(objectives[2]).to.equal(0.5);
  });

  it('have no value before what they read is known', () => {
    const records = objectiveRecords([{ minimize: 'ops / miou' }]);
    expect(withExpressions({ ops: 3 }, records, BASELINE)).to.deep.equal({ ops: 3 });
    expect(withExpressions({ ops: 3, miou: 0.5 }, records, BASELINE)).to.include({ 'ops / miou': 6 });
  });

  it('cannot be shares of a baseline that is nothing', () => {
    const records = objectiveRecords([{ minimize: 'ops - baseline.ops' }, { maximize: 'miou' }]);
    const baseline = withExpressions(BASELINE, records, BASELINE);
    expect(unscalable(records, baseline)).to.deep.equal([{ metric: 'ops - baseline.ops', value: 0 }]);
  });

  it('are refused where they are no arithmetic, with the reason', () => {
    for (const text of ['', 'ops +', 'ops > 3', '"ops"', 'ops / 0', 'baseline.ops', '3', 'max(ops, 3)']) {
      expect(() => parseMetricExpression(text), text)
        .to.throw(PipelineError)
        .that.has.property('code', 'BAD_OBJECTIVE');
    }
  });
});

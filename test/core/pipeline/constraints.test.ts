import { expect } from 'chai';
import fc from 'fast-check';
import { parseConstraint, totalViolation } from '../../../core/pipeline/constraints.js';

const baseline = { miou: 0.9, ops: 1000, macs: 500, params: 100, 'latency.edge': 10 };
const candidate = { miou: 0.85, ops: 700, macs: 350, params: 50, 'latency.edge': 5 };

function violation(text: string, metrics: Readonly<Record<string, number>> = candidate): number {
  return parseConstraint(text).violation(metrics, baseline);
}

describe('constraints', () => {
  it('are 0 where they are met, at equality too', () => {
    expect(violation('ops <= 0.8 * baseline.ops')).to.equal(0);
    expect(violation('ops <= 700')).to.equal(0);
    expect(violation('miou >= baseline.miou - 0.06')).to.equal(0);
    expect(violation('0.5 * baseline.ops <= ops')).to.equal(0);
  });

  it('are violated by the excess as a share of the right-hand side', () => {
    expect(violation('ops <= 0.5 * baseline.ops')).to.be.closeTo(200 / 500, 1e-12);
    expect(violation('latency.edge <= baseline.latency.edge / 2.5')).to.be.closeTo(1 / 4, 1e-12);
    expect(violation('miou >= baseline.miou - 0.02')).to.be.closeTo(0.03 / 0.88, 1e-12);
    expect(violation('700 >= 2 * ops')).to.be.closeTo(700 / 1400, 1e-12);
    expect(violation('ops - 650 <= 0')).to.equal(50);
  });

  it('at equality, meet <= and >= and violate < and > a little', () => {
    expect(violation('ops < 700')).to.be.within(Number.MIN_VALUE, 1e-9);
    expect(violation('ops > 700')).to.be.within(Number.MIN_VALUE, 1e-9);
    expect(violation('ops < 701')).to.equal(0);
    expect(violation('ops > 699')).to.equal(0);
  });

  it('compute in plain numbers, whole and fractional ones mixed', () => {
    expect(violation('ops <= 1 / 2 * baseline.ops')).to.be.closeTo(0.4, 1e-12);
    expect(violation('ops <= baseline.ops * 7 / 10')).to.equal(0);
    expect(violation('2 * ops <= 1400.0')).to.equal(0);
    expect(violation('-ops <= -700')).to.equal(0);
    expect(violation('(ops + macs) * 2 <= 2100')).to.equal(0);
    expect(violation('ops - 100 - 100 <= 500')).to.equal(0);
    expect(violation('ops <= 9007199254740993')).to.equal(0);
  });

  it('say which metrics they read, each once', () => {
    const constraint = parseConstraint(
      'latency.edge + ops <= baseline.latency["edge"] + baseline.miou + ops',
    );
    expect(constraint.metrics).to.deep.equal(['latency.edge', 'ops']);
    expect(constraint.baseline).to.deep.equal(['latency.edge', 'miou']);
  });

  it('add up', () => {
    const both = ['ops <= 350', 'params <= 40', 'miou >= 0.1'].map(parseConstraint);
    expect(totalViolation(both, candidate, baseline)).to.be.closeTo(1 + 0.25, 1e-12);
  });

  it('are finite whatever the numbers, and 0 only where the comparison holds', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, fc.constantFrom('<=', '<', '>=', '>'), (left, right, operator) => {
        const value = parseConstraint(`ops ${operator} baseline.ops`).violation(
          { ops: left },
          { ops: right },
        );
        const holds = { '<=': left <= right, '<': left < right, '>=': left >= right, '>': left > right }[
          operator
        ];
        expect(Number.isFinite(value)).to.equal(true);
        expect(value === 0).to.equal(holds);
      }),
    );
    expect(violation('ops <= baseline.ops / (baseline.ops - baseline.ops) * 0')).to.equal(Number.MAX_VALUE);
  });

  for (const text of [
    'ops',
    'ops == 3',
    'ops <= 3 && macs <= 3',
    'ops <= "3"',
    'ops <= size(ops)',
    '1 <= 2',
    '',
  ]) {
    it(`refuse '${text}'`, () => {
      expect(() => parseConstraint(text))
        .to.throw()
        .with.property('code', 'BAD_CONSTRAINT');
    });
  }

  it('take a metric that was never measured for a defect', () => {
    expect(() => violation('ops <= 3', {})).to.throw('ops');
  });
});

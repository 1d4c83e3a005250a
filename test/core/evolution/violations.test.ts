import { expect } from 'chai';
import type { Evaluation } from '../../../core/evolution/types.js';
import { totalViolations } from '../../../core/evolution/violations.js';
import { individuals } from './individuals.js';

const missing = (...violations: number[]): Evaluation => ({ status: 'infeasible', violations });

describe('totalViolations', () => {
  it('measures each constraint by the worst', () => {
    const totals = totalViolations(
      individuals(
        missing(1000, 0),
        missing(500, 0.1),
        { status: 'feasible', objectives: [1] },
        missing(0, 0.4),
      ),
    );
    expect([...totals]).to.deep.equal([1, 0.75, 0, 1]);
  });

  it('takes a sum as it is', () => {
    expect([...totalViolations(individuals({ status: 'infeasible', violation: 7 }))]).to.deep.equal([7]);
  });
});

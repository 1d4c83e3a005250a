import { expect } from 'chai';
import { rank } from '../../../core/evolution/ranking.js';
import type { Evaluation, Individual } from '../../../core/evolution/types.js';
import { totalViolations } from '../../../core/evolution/violations.js';

function individuals(...evaluations: Evaluation[]): Individual[] {
  return evaluations.map((evaluation, id) => ({
    id,
    generation: 0,
    genome: [id],
    origin: { kind: 'sampled' },
    evaluation,
  }));
}

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

describe('rank', () => {
  it('puts the feasible before the infeasible, whatever the unit of their violations', () => {
    const ranked = rank(
      individuals(
        missing(900, 0.1),
        missing(1000, 0),
        { status: 'failed', reason: 'broken' },
        { status: 'feasible', objectives: [2, 2] },
        missing(0, 1),
        { status: 'feasible', objectives: [1, 1] },
        missing(1, 0.2),
      ),
    );
    // 0, 1 and 4 violate by 1 in all.
    expect(ranked.map(({ id }) => id)).to.deep.equal([5, 3, 6, 0, 1, 4]);
  });
});

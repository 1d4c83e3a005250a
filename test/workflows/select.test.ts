import { expect } from 'chai';
import type { CandidateRef, FrontRef } from '../../activities/messages.js';
import { PipelineError } from '../../core/errors.js';
import { parseBlobId } from '../../runtime/store/blob-id.js';
import { selectCandidates } from '../../workflows/select.js';

const BASELINE = { miou: 0.9, ops: 100, 'latency.edge': 10 };
const ID = parseBlobId(`sha256:${'0'.repeat(64)}`);

function front(...metrics: CandidateRef['metrics'][]): FrontRef {
  return {
    search: 'search',
    objectives: [
      { metric: 'miou', goal: 'maximize' },
      { metric: 'latency.edge', goal: 'minimize' },
    ],
    candidates: metrics.map((values, id) => ({
      search: 'search',
      id,
      genome: [],
      metrics: values,
      baseline: BASELINE,
      network: ID,
      plan: ID,
      dataset: 'digits',
    })),
    hypervolume: 0,
  };
}

const FRONT = front(
  { miou: 0.89, ops: 80, 'latency.edge': 8 },
  { miou: 0.87, ops: 50, 'latency.edge': 6 },
  { miou: 0.85, ops: 55, 'latency.edge': 5 },
  { miou: 0.6, ops: 20, 'latency.edge': 2 },
);

function idsOf(settings: Parameters<typeof selectCandidates>[1], from = FRONT): readonly number[] {
  return selectCandidates(from, settings).map(({ id }) => id);
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
  return 'none';
}

describe('candidates selected', () => {
  it('are the fastest within a loss of mIoU, the loss itself included', () => {
    expect(idsOf({ strategy: 'fastest-within', maxLoss: 5, count: 1 })).to.deep.equal([2]);
    expect(idsOf({ strategy: 'fastest-within', maxLoss: 4.9, count: 2 })).to.deep.equal([1, 0]);
    expect(idsOf({ strategy: 'fastest-within', maxLoss: 100, count: 9 })).to.deep.equal([3, 2, 1, 0]);
  });

  it('are the least of another metric within a loss', () => {
    expect(idsOf({ strategy: 'fastest-within', maxLoss: 5, metric: 'ops', count: 1 })).to.deep.equal([1]);
  });

  it('are the best within a budget, of a metric or of a share of the baseline', () => {
    const best = { strategy: 'best-within', count: 1 } as const;
    expect(idsOf({ ...best, metric: 'latency.edge', budget: 6 })).to.deep.equal([1]);
    expect(idsOf({ ...best, metric: 'latency.edge', budget: 5.99 })).to.deep.equal([2]);
    expect(idsOf({ ...best, metric: 'ops / baseline.ops', budget: 0.5, count: 3 })).to.deep.equal([1, 3]);
  });

  it('are none of an empty front, and a clear failure where nothing is within the bounds', () => {
    expect(idsOf({ strategy: 'fastest-within', maxLoss: 1, count: 1 }, front())).to.deep.equal([]);
    const within = (settings: Parameters<typeof selectCandidates>[1]) =>
      codeOf(() => selectCandidates(FRONT, settings));
    expect(within({ strategy: 'fastest-within', maxLoss: 0.5, count: 1 })).to.equal('NOTHING_SELECTED');
    expect(within({ strategy: 'best-within', metric: 'ops', budget: 19, count: 1 })).to.equal(
      'NOTHING_SELECTED',
    );
    expect(within({ strategy: 'best-within', metric: 'latency.board', budget: 19, count: 1 })).to.equal(
      'UNKNOWN_METRIC',
    );
  });

  it('are spread along the front, both ends among them', () => {
    expect(idsOf({ strategy: 'spread', count: 2 })).to.deep.equal([0, 3]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { packState, unpackState } from '../../../core/evolution/packed.js';
import { ask, startSearch, tell } from '../../../core/evolution/search.js';
import type { Evaluation, SearchSettings } from '../../../core/evolution/types.js';
import { throughJson } from './through-json.js';

const SETTINGS: SearchSettings = {
  genes: Array.from({ length: 30 }, () => ({ min: 1, max: 64 })),
  population: 20,
  seed: 3,
  sampling: 'ladder',
  crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
  mutation: { kind: 'polynomial', probability: 1 / 30, eta: 20 },
  initial: [Array.from({ length: 30 }, () => 64)],
};

const evaluation = fc.oneof(
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map((objectives): Evaluation => ({ status: 'feasible', objectives })),
  fc.integer({ min: 1, max: 9 }).map((violation): Evaluation => ({ status: 'infeasible', violation })),
  fc.constant<Evaluation>({ status: 'infeasible', violations: [0, 2.5] }),
  fc.string().map((reason): Evaluation => ({ status: 'failed', reason })),
);

describe('a packed state', () => {
  it('comes back as it was, between generations and in one', () => {
    fc.assert(
      fc.property(fc.array(evaluation, { minLength: 60, maxLength: 60 }), (evaluations) => {
        let state = startSearch(SETTINGS);
        for (let generation = 0; generation < 3; generation++) {
          const asked = ask(state);
          state = tell(asked.state, new Map(asked.candidates.map(({ id }) => [id, evaluations[id]])));
          for (const each of [asked.state, state]) {
            const restored = unpackState(throughJson(packState(each)));
            expect(JSON.stringify(restored)).to.equal(JSON.stringify(each));
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is half as long', () => {
    let state = startSearch(SETTINGS);
    for (let generation = 0; generation < 20; generation++) {
      const asked = ask(state);
      const evaluations = asked.candidates.map(({ id, genome }): [number, Evaluation] => [
        id,
        { status: 'feasible', objectives: [Math.sqrt(genome[0] / 64), Math.sqrt(2 - genome[1] / 64)] },
      ]);
      state = tell(asked.state, new Map(evaluations));
    }
    const share = JSON.stringify(packState(state)).length / JSON.stringify(state).length;
    expect(share).to.be.lessThan(0.62);
  });
});

import { expect } from 'chai';
import { PipelineError } from '../../../core/errors.js';
import {
  checkTermination,
  reasonToStop,
  type Progress,
  type Termination,
} from '../../../core/evolution/termination.js';

const PROGRESS: Progress = {
  generation: 5,
  evaluations: 80,
  seconds: 60,
  hypervolumes: [0, 0.5, 0.6, 0.605, 0.606],
  front: [
    [0.4, 0.3],
    [0.2, 0.7],
  ],
  exhausted: false,
};

const reason = (termination: Termination, change: Partial<Progress> = {}) =>
  reasonToStop(termination, { ...PROGRESS, ...change });

describe('reasonToStop', () => {
  it('goes on while no limit is reached', () => {
    const termination = {
      generations: 6,
      evaluations: 81,
      seconds: 61,
      stagnation: { window: 2, tolerance: 0.009 },
      goal: [0.3, 0.5],
    };
    expect(reason(termination)).to.equal(undefined);
    expect(reason({})).to.equal(undefined);
  });

  it('names the limit that is reached', () => {
    expect(reason({ generations: 5 })).to.equal('generations');
    expect(reason({ evaluations: 80 })).to.equal('evaluations');
    expect(reason({ seconds: 60 })).to.equal('seconds');
    expect(reason({ generations: 9 }, { exhausted: true })).to.equal('exhausted');
  });

  it('stops where the hypervolume stagnates over the window', () => {
    expect(reason({ stagnation: { window: 2, tolerance: 0.011 } })).to.equal('stagnation');
    expect(reason({ stagnation: { window: 3, tolerance: 0.011 } })).to.equal(undefined);
  });

  it('does not take generations without a feasible candidate for stagnation', () => {
    const stagnation = { window: 2, tolerance: 0.1 };
    expect(reason({ stagnation }, { hypervolumes: [0, 0, 0, 0] })).to.equal(undefined);
    expect(reason({ stagnation }, { hypervolumes: [0.5] })).to.equal(undefined);
    expect(reason({ stagnation }, { hypervolumes: [] })).to.equal(undefined);
  });

  it('stops where one point of the front reaches the whole goal', () => {
    expect(reason({ goal: [0.4, 0.3] })).to.equal('goal');
    expect(reason({ goal: [null, 0.3] })).to.equal('goal');
    expect(reason({ goal: [0.2, 0.3] })).to.equal(undefined);
    expect(reason({ goal: [0.4, 0.3] }, { front: [] })).to.equal(undefined);
  });

  it('names the goal before the limits that are reached with it', () => {
    expect(reason({ goal: [0.4, 0.3], generations: 5, seconds: 1 })).to.equal('goal');
  });
});

describe('checkTermination', () => {
  const refuses = (termination: Termination, message: string) =>
    expect(() => checkTermination(termination)).to.throw(PipelineError, message);

  it('refuses limits that cannot be', () => {
    refuses({ generations: 0 }, 'generations is 0');
    refuses({ evaluations: 1.5 }, 'evaluations is 1.5');
    refuses({ seconds: 0 }, '0 seconds');
    refuses({ stagnation: { window: 0, tolerance: 0 } }, 'window is 0');
    refuses({ stagnation: { window: 3, tolerance: -1 } }, 'tolerance is -1');
  });

  it('refuses a search that nothing need ever end', () => {
    refuses({}, 'nothing ends it');
    refuses({ goal: [0.1, null] }, 'nothing ends it');
    expect(() => checkTermination({ generations: 3 })).not.to.throw();
  });
});

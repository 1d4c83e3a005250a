import { expect } from 'chai';
import fc from 'fast-check';
import {
  countDirections,
  finestDivisions,
  referenceDirections,
} from '../../../core/evolution/reference/directions.js';
import { associate, fillNiches } from '../../../core/evolution/reference/niches.js';
import { normalise, scaleOf } from '../../../core/evolution/reference/normalise.js';
import { Random } from '../../../core/random.js';

describe('referenceDirections', () => {
  it('are the points of the simplex on a grid', () => {
    expect(referenceDirections(3, 2)).to.deep.equal([
      [0, 0, 1],
      [0, 0.5, 0.5],
      [0, 1, 0],
      [0.5, 0, 0.5],
      [0.5, 0.5, 0],
      [1, 0, 0],
    ]);
  });

  it('are as many as the binomial coefficient says, each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (objectives, divisions) => {
        const directions = referenceDirections(objectives, divisions);
        expect(directions).to.have.length(countDirections(objectives, divisions));
        expect(new Set(directions.map(String)).size).to.equal(directions.length);
        for (const each of directions) expect(each.reduce((a, b) => a + b)).to.be.closeTo(1, 1e-12);
      }),
    );
  });

  it('divide as finely as the population has room for', () => {
    expect(finestDivisions(3, 92)).to.equal(12);
    expect(finestDivisions(3, 90)).to.equal(11);
    expect(finestDivisions(5, 2)).to.equal(1);
  });
});

describe('scaleOf', () => {
  it('maps a plane to the unit simplex, whatever its units', () => {
    const plane = referenceDirections(3, 6).map(([a, b, c]) => [5 + 10 * a, -3 + 0.2 * b, 700 * c]);
    const scale = scaleOf(plane, plane);
    for (const point of plane) {
      const sum = normalise(point, scale).reduce((a, b) => a + b);
      expect(sum).to.be.closeTo(1, 1e-9);
    }
  });

  it('takes the extent of the front where extremes span no plane', () => {
    const points = [
      [1, 4, 2],
      [2, 3, 2],
    ];
    expect(scaleOf(points, points).intercepts.slice(0, 2)).to.deep.equal([1, 1]);
  });
});

describe('niches', () => {
  const directions = referenceDirections(2, 2);

  it('belong to the nearest direction', () => {
    expect(associate([3, 3.1], directions).niche).to.equal(1);
    expect(associate([0.1, 9], directions)).to.deep.include({ niche: 0 });
    expect(associate([0.1, 9], directions).distance).to.be.closeTo(0.1, 1e-12);
  });

  it('are filled from the emptiest on, an empty one with the nearest', () => {
    const rivals = [
      { niche: 0, distance: 0.2 },
      { niche: 1, distance: 0.3 },
      { niche: 1, distance: 0.1 },
      { niche: 2, distance: 0 },
    ];
    const picked = fillNiches(rivals, [2, 0, 1], 3, Random.fromSeed(1));
    expect(picked[0]).to.equal(2);
    expect(picked.slice(1).sort()).to.deep.equal([1, 3]);
  });
});

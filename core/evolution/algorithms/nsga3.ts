import type { Archive } from '../archive.js';
import { deriveSeed, Random } from '../../random.js';
import { layersOf, takeBest, type Layer } from '../ranking.js';
import { finestDivisions, referenceDirections } from '../reference/directions.js';
import { associate, fillNiches } from '../reference/niches.js';
import { normalise, scaleOf } from '../reference/normalise.js';
import { inTurns } from '../turns.js';
import type { Individual, SearchSettings } from '../types.js';
import { totalViolations } from '../violations.js';
import type { Algorithm, Survival } from './algorithm.js';

/**
 * NSGA-III (Deb & Jain 2014; constraints as Jain & Deb 2014), for three and more objectives: the best layers survive,
 * the last of them by how empty the niches around its reference directions are. Of two drawn at random,
 * the one that violates less becomes a parent.
 */
export const nsga3: Algorithm = {
  breed(brood, population, random) {
    const violations = totalViolations(population);
    const next = inTurns(
      population.map((_, index) => index),
      random,
    );
    brood.breed(() => {
      const first = next();
      const second = next();
      return population[violations[second] < violations[first] ? second : first];
    }, random);
  },
  survive(rivals, context) {
    return takeBest(layersOf(rivals), context.settings.population, (layer, room, taken) =>
      layer.points.length === 0 ? layer.members.slice(0, room) : chooseByNiche(layer, room, taken, context),
    );
  },
};

function chooseByNiche(layer: Layer, room: number, taken: readonly Layer[], context: Survival): Individual[] {
  const { settings, generation, archive } = context;
  const best = taken.at(0) ?? layer;
  const scale = scaleOf(best.points, pointsOf(archive));
  const directions = directionsFor(settings, scale.ideal.length);
  const nicheOf = (point: readonly number[]) => associate(normalise(point, scale), directions);
  const counts = directions.map(() => 0);
  for (const { points } of taken) for (const point of points) counts[nicheOf(point).niche]++;
  const random = Random.fromSeed(deriveSeed(settings.seed, 'survival', generation));
  return fillNiches(layer.points.map(nicheOf), counts, room, random).map((index) => layer.members[index]);
}

function pointsOf(archive: Archive): (readonly number[])[] {
  return archive
    .flat()
    .flatMap(({ evaluation }) => (evaluation.status === 'feasible' ? [evaluation.objectives] : []));
}

function directionsFor({ divisions, population }: SearchSettings, objectives: number): number[][] {
  return referenceDirections(objectives, divisions ?? finestDivisions(objectives, population));
}

import { crowdingDistances } from './crowding.js';
import { orderOf } from './order.js';
import { rankPoints } from './sorting.js';
import type { Individual } from './types.js';
import { totalViolations } from './violations.js';

/** Individuals of which none is better than another, by ascending id. */
export interface Layer {
  readonly members: readonly Individual[];
  /** Objectives of the members; none where they are infeasible. */
  readonly points: readonly (readonly number[])[];
}

/**
 * Layers of individuals, who come by ascending id, from best to worst by constrained dominance (Deb et al. 2002, section VI): the fronts of the feasible, then the
 * infeasible by violation, equal violations sharing a layer. Failed individuals are left out.
 */
export function layersOf(individuals: readonly Individual[]): Layer[] {
  const infeasible = individuals.filter(({ evaluation }) => evaluation.status === 'infeasible');
  return infeasible.length === 0 ? fronts(individuals) : [...fronts(individuals), ...levels(infeasible)];
}

/** Individuals, who come by ascending id, from best to worst: by layer, in a layer by crowding distance, then by id. */
export function rank(individuals: readonly Individual[]): Individual[] {
  return layersOf(individuals).flatMap(byCrowding);
}

/** The members of a layer, the lonelier first, then by id. */
export function byCrowding({ members, points }: Layer): readonly Individual[] {
  // Of two, both are ends.
  if (points.length <= 2) return members;
  const distances = crowdingDistances(points);
  const order = descending(distances);
  return members.map((_, place) => members[order[place]]);
}

/** Memory to sort in, kept from call to call. */
let keys = new Float64Array(256);
let places = new Int32Array(256);

/** Places from the largest number to the least, stable. */
function descending(numbers: readonly number[]): Int32Array {
  if (numbers.length > keys.length) {
    keys = new Float64Array(2 * numbers.length);
    places = new Int32Array(2 * numbers.length);
  }
  for (let index = 0; index < numbers.length; index++) keys[index] = -numbers[index];
  return orderOf(keys, numbers.length, places);
}

/**
 * The best `count` individuals: whole layers while there is room, and of the next one those that `choose` picks, who
 * gets the layer, how many it may pick, and the layers that are in.
 */
export function takeBest(
  layers: readonly Layer[],
  count: number,
  choose: (layer: Layer, room: number, taken: readonly Layer[]) => readonly Individual[],
): Individual[] {
  const best: Individual[] = [];
  for (const [index, layer] of layers.entries()) {
    const room = count - best.length;
    if (layer.members.length > room) {
      return room === 0 ? best : [...best, ...choose(layer, room, layers.slice(0, index))];
    }
    best.push(...layer.members);
  }
  return best;
}

function fronts(individuals: readonly Individual[]): Layer[] {
  const members: Individual[] = [];
  const points: (readonly number[])[] = [];
  for (const individual of individuals) {
    if (individual.evaluation.status !== 'feasible') continue;
    members.push(individual);
    points.push(individual.evaluation.objectives);
  }
  const layers: { members: Individual[]; points: (readonly number[])[] }[] = [];
  const ranks = rankPoints(points);
  for (let index = 0; index < ranks.length; index++) {
    while (layers.length <= ranks[index]) layers.push({ members: [], points: [] });
    const layer = layers[ranks[index]];
    layer.members.push(members[index]);
    layer.points.push(points[index]);
  }
  return layers;
}

function levels(infeasible: readonly Individual[]): Layer[] {
  const violations = totalViolations(infeasible);
  const layers: { members: Individual[]; points: [] }[] = [];
  let level = NaN;
  for (const index of orderOf(violations)) {
    if (violations[index] !== level) layers.push({ members: [], points: [] });
    level = violations[index];
    layers[layers.length - 1].members.push(infeasible[index]);
  }
  return layers;
}

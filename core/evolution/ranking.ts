import { crowdingDistances } from './crowding.js';
import { orderOf } from './order.js';
import { scratchFloats, scratchIntegers } from './scratch.js';
import { rankPoints } from './sorting.js';
import type { Individual } from './types.js';
import { totalViolations } from './violations.js';

/** Individuals of which none is better than another, in the order in which they were given. */
export interface Layer {
  readonly members: readonly Individual[];
  /** Objectives of the members; none where they are infeasible. */
  readonly points: readonly (readonly number[])[];
}

/**
 * Layers of individuals from best to worst by constrained dominance (Deb et al. 2002, section VI): the fronts of the
 * feasible, then the infeasible by violation, equal violations sharing a layer. Failed individuals are left out.
 */
export function layersOf(individuals: readonly Individual[]): Layer[] {
  const infeasible = individuals.filter(({ evaluation }) => evaluation.status === 'infeasible');
  const feasible = individuals.filter(({ evaluation }) => evaluation.status === 'feasible');
  return infeasible.length === 0 ? fronts(feasible) : [...fronts(feasible), ...levels(infeasible)];
}

/**
 * The best `count` individuals, best first: by layer, in a layer by crowding distance. Of a layer that does not fit, the
 * most crowded are left out, and the others ranked by how crowded they are without them.
 */
export function rank(individuals: readonly Individual[], count: number): Individual[] {
  const best: Individual[] = [];
  for (const layer of layersOf(individuals)) {
    const room = count - best.length;
    if (room === 0) break;
    const fitting = layer.members.length > room ? loneliest(layer, room) : layer;
    best.push(...loneliest(fitting, fitting.members.length).members);
  }
  return best;
}

/** The loneliest `count` members of a layer, the lonelier first. */
function loneliest({ members, points }: Layer, count: number): Layer {
  // Of two, both are ends.
  if (points.length <= 2) return { members: members.slice(0, count), points: points.slice(0, count) };
  const order = descending(crowdingDistances(points));
  return { members: inOrder(members, order, count), points: inOrder(points, order, count) };
}

function inOrder<T>(items: readonly T[], order: Int32Array, count: number): T[] {
  const ordered = new Array<T>(count);
  for (let place = 0; place < count; place++) ordered[place] = items[order[place]];
  return ordered;
}

const scratchKeys = scratchFloats();
const scratchFinite = scratchIntegers();
const scratchPlaces = scratchIntegers();
const scratchOrder = scratchIntegers();

/** Places from the largest distance to the least, the infinite ones first; equal ones as they come. */
function descending(distances: Float64Array): Int32Array {
  const keys = scratchKeys(distances.length);
  const finite = scratchFinite(distances.length);
  const order = scratchOrder(distances.length);
  let ends = 0;
  let others = 0;
  for (let index = 0; index < distances.length; index++) {
    if (distances[index] === Infinity) {
      order[ends++] = index;
    } else {
      keys[others] = -distances[index];
      finite[others++] = index;
    }
  }
  const places = orderOf(keys, others, scratchPlaces(others));
  for (let place = 0; place < others; place++) order[ends + place] = finite[places[place]];
  return order;
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

function fronts(feasible: readonly Individual[]): Layer[] {
  const points = feasible.map(objectivesOf);
  const ranks = rankPoints(points);
  const sizes: number[] = [];
  for (const rank of ranks) {
    while (sizes.length <= rank) sizes.push(0);
    sizes[rank]++;
  }
  const layers = sizes.map((size) => ({
    members: new Array<Individual>(size),
    points: new Array<readonly number[]>(size),
  }));
  for (let index = ranks.length - 1; index >= 0; index--) {
    const { members, points: those } = layers[ranks[index]];
    const place = --sizes[ranks[index]];
    members[place] = feasible[index];
    those[place] = points[index];
  }
  return layers;
}

function objectivesOf({ evaluation }: Individual): readonly number[] {
  return evaluation.status === 'feasible' ? evaluation.objectives : [];
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

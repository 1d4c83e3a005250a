import type { Random } from '../../random.js';

type Point = readonly number[];

/** The reference direction that a point is nearest to, by its index, and the perpendicular distance. */
export interface Association {
  readonly niche: number;
  readonly distance: number;
}

/** Associates a normalised point (Deb & Jain 2014, section IV-D); the first of equally near directions. */
export function associate(point: Point, directions: readonly Point[]): Association {
  let niche = 0;
  let least = Infinity;
  for (let index = 0; index < directions.length; index++) {
    const direction = directions[index];
    let along = 0;
    let length = 0;
    let square = 0;
    for (let axis = 0; axis < point.length; axis++) {
      along += point[axis] * direction[axis];
      length += direction[axis] * direction[axis];
      square += point[axis] * point[axis];
    }
    const distance = square - (along * along) / length;
    if (distance < least) {
      least = distance;
      niche = index;
    }
  }
  return { niche, distance: Math.sqrt(Math.max(0, least)) };
}

/**
 * Picks `room` of the `rivals`, as indices, for the emptiest niches (Deb & Jain 2014, section IV-E): time and again one
 * of the niches with the fewest members takes the rival nearest to it where it has none, any of its rivals else.
 * `counts` is how many members each niche has already.
 */
export function fillNiches(
  rivals: readonly Association[],
  counts: readonly number[],
  room: number,
  random: Random,
): number[] {
  const members = [...counts];
  const waiting = counts.map((): number[] => []);
  rivals.forEach(({ niche }, index) => waiting[niche].push(index));
  const picked: number[] = [];
  while (picked.length < room) {
    const niche = emptiest(members, waiting, random);
    const queue = waiting[niche];
    const place = members[niche] === 0 ? nearestOf(queue, rivals) : random.below(queue.length);
    picked.push(...queue.splice(place, 1));
    members[niche]++;
  }
  return picked;
}

/** One of the niches with the fewest members among those that somebody waits for. */
function emptiest(members: readonly number[], waiting: readonly number[][], random: Random): number {
  let least = Infinity;
  let niches: number[] = [];
  for (let niche = 0; niche < members.length; niche++) {
    if (waiting[niche].length === 0 || members[niche] > least) continue;
    if (members[niche] < least) niches = [];
    least = members[niche];
    niches.push(niche);
  }
  return niches[random.below(niches.length)];
}

function nearestOf(queue: readonly number[], rivals: readonly Association[]): number {
  let best = 0;
  for (let place = 1; place < queue.length; place++) {
    if (rivals[queue[place]].distance < rivals[queue[best]].distance) best = place;
  }
  return best;
}

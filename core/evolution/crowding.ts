import { orderOf } from './order.js';
import { scratchFloats, scratchIntegers } from './scratch.js';

const scratchValues = scratchFloats();
const scratchOrder = scratchIntegers();

/**
 * Crowding distance of each point of one front (Deb et al. 2002, section III-B): the sum over objectives of the gap
 * between a point's two neighbours, as a fraction of the front's extent. The ends of an objective are infinitely far;
 * an objective in which the front has no extent adds nothing. Equal values are ordered by index.
 */
export function crowdingDistances(points: readonly (readonly number[])[]): Float64Array {
  const count = points.length;
  const distances = new Float64Array(count);
  const values = scratchValues(count);
  const order = scratchOrder(count);
  const objectives = count === 0 ? 0 : points[0].length;
  for (let objective = 0; objective < objectives; objective++) {
    for (let index = 0; index < count; index++) values[index] = points[index][objective];
    orderOf(values, count, order);
    const first = order[0];
    const last = order[count - 1];
    const extent = values[last] - values[first];
    if (extent === 0) continue;
    distances[first] = Infinity;
    distances[last] = Infinity;
    for (let place = 1; place < count - 1; place++) {
      distances[order[place]] += (values[order[place + 1]] - values[order[place - 1]]) / extent;
    }
  }
  return distances;
}

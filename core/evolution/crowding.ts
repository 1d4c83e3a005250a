/**
 * Crowding distance of each point of one front (Deb et al. 2002, section III-B): the sum over objectives of the gap
 * between a point's two neighbours, as a fraction of the front's extent. The ends of an objective are infinitely far;
 * an objective in which the front has no extent adds nothing. Equal values are ordered by index.
 */
export function crowdingDistances(points: readonly (readonly number[])[]): number[] {
  const distances = points.map(() => 0);
  const objectives = points.length === 0 ? 0 : points[0].length;
  for (let objective = 0; objective < objectives; objective++) {
    const order = points.map((_, index) => index);
    order.sort((a, b) => points[a][objective] - points[b][objective] || a - b);
    const first = order[0];
    const last = order[order.length - 1];
    const extent = points[last][objective] - points[first][objective];
    if (extent === 0) continue;
    distances[first] = Infinity;
    distances[last] = Infinity;
    for (let place = 1; place < order.length - 1; place++) {
      distances[order[place]] +=
        (points[order[place + 1]][objective] - points[order[place - 1]][objective]) / extent;
    }
  }
  return distances;
}

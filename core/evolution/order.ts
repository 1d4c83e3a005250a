/** As many keys may fall into one bucket as insertion sorts faster than merging does. */
const BUCKET_LIMIT = 24;

/**
 * The stable ascending order of numbers, as indices: `keys[order[0]]` is the least. Not a number is not allowed.
 *
 * Keys are dealt to as many buckets of equal width and the few that meet in one put in order, O(n) where they are
 * spread evenly, as objectives mostly are; where they are not, they are merged, O(n log n).
 */
export function orderOf(keys: Float64Array): Int32Array {
  const count = keys.length;
  let least = Infinity;
  let most = -Infinity;
  for (let index = 0; index < count; index++) {
    if (keys[index] < least) least = keys[index];
    if (keys[index] > most) most = keys[index];
  }
  const order = new Int32Array(count);
  const scale = (count - 1) / (most - least);
  if (!(scale > 0 && scale < Infinity)) return merge(keys, order);

  const ends = new Int32Array(count);
  for (let index = 0; index < count; index++) ends[Math.trunc((keys[index] - least) * scale)]++;
  let sum = 0;
  let fullest = 0;
  for (let bucket = 0; bucket < count; bucket++) {
    if (ends[bucket] > fullest) fullest = ends[bucket];
    sum += ends[bucket];
    ends[bucket] = sum;
  }
  if (fullest > BUCKET_LIMIT) return merge(keys, order);

  const sorted = new Float64Array(count);
  for (let index = count - 1; index >= 0; index--) {
    const place = --ends[Math.trunc((keys[index] - least) * scale)];
    order[place] = index;
    sorted[place] = keys[index];
  }
  insert(sorted, order, 0, count);
  return order;
}

/** Bottom-up, from short runs that insertion has sorted. */
function merge(keys: Float64Array, order: Int32Array): Int32Array {
  const count = keys.length;
  let from: Keyed = { keys: Float64Array.from(keys), order };
  let to: Keyed = { keys: new Float64Array(count), order: new Int32Array(count) };
  for (let index = 0; index < count; index++) order[index] = index;
  let width = BUCKET_LIMIT / 2;
  for (let start = 0; start < count; start += width) {
    insert(from.keys, order, start, Math.min(count, start + width));
  }
  for (; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(count, start + width);
      mergeRuns(from, to, start, middle, Math.min(count, middle + width));
    }
    [from, to] = [to, from];
  }
  return from.order;
}

interface Keyed {
  readonly keys: Float64Array;
  readonly order: Int32Array;
}

function mergeRuns(from: Keyed, to: Keyed, start: number, middle: number, end: number): void {
  const { keys, order } = from;
  let left = start;
  let right = middle;
  for (let place = start; place < end; place++) {
    const takesLeft = right >= end || (left < middle && keys[left] <= keys[right]);
    const taken = takesLeft ? left++ : right++;
    to.keys[place] = keys[taken];
    to.order[place] = order[taken];
  }
}

/** Sorts `keys` from `start` to `end`, and what stands at the same places of `order` with them. */
function insert(keys: Float64Array, order: Int32Array, start: number, end: number): void {
  for (let index = start + 1; index < end; index++) {
    const key = keys[index];
    const moved = order[index];
    let place = index;
    for (; place > start && keys[place - 1] > key; place--) {
      keys[place] = keys[place - 1];
      order[place] = order[place - 1];
    }
    keys[place] = key;
    order[place] = moved;
  }
}

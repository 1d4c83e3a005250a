/** As many moves a key, at worst, as insertion makes in less time than merging takes. */
const MOVES = 12;
/** Runs that insertion sorts before they are merged. */
const RUN = 12;

/** Memory to sort in, kept from call to call: many short lists are sorted, and need none but for their orders. */
let keys = new Float64Array(256);
let spareKeys = new Float64Array(256);
let spare = new Int32Array(256);

/**
 * The stable ascending order of the first `count` numbers, as indices: `values[order[0]]` is the least. Not a number is
 * not allowed. They are written to the front of `order`, where that is given.
 *
 * Values are dealt to as many buckets of equal width and the few that meet in one put in order, O(n) where they are
 * spread evenly, as objectives mostly are; where they are not, they are merged, O(n log n).
 */
export function orderOf(
  values: Float64Array,
  count = values.length,
  order: Int32Array = new Int32Array(count),
): Int32Array {
  if (count > keys.length) {
    keys = new Float64Array(2 * count);
    spareKeys = new Float64Array(2 * count);
    spare = new Int32Array(2 * count);
  }
  if (count > RUN && deal(values, order, count)) {
    insert(order, 0, count);
    return order;
  }
  for (let index = 0; index < count; index++) {
    keys[index] = values[index];
    order[index] = index;
  }
  for (let start = 0; start < count; start += RUN) insert(order, start, Math.min(count, start + RUN));
  merge(order, count);
  return order;
}

/** Puts indices and keys in the order of their buckets; says whether these are small enough. */
function deal(values: Float64Array, order: Int32Array, count: number): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let index = 0; index < count; index++) {
    if (values[index] < least) least = values[index];
    if (values[index] > most) most = values[index];
  }
  const scale = (count - 1) / (most - least);
  if (!(scale > 0 && scale < Infinity)) return false;
  const ends = spare;
  const sorted = keys;
  for (let bucket = 0; bucket < count; bucket++) ends[bucket] = 0;
  for (let index = 0; index < count; index++) ends[((values[index] - least) * scale) | 0]++;
  let sum = 0;
  let pairs = 0;
  for (let bucket = 0; bucket < count; bucket++) {
    const size = ends[bucket];
    pairs += size * size;
    sum += size;
    ends[bucket] = sum;
  }
  if (pairs > 2 * MOVES * count) return false;
  for (let index = count - 1; index >= 0; index--) {
    const place = --ends[((values[index] - least) * scale) | 0];
    order[place] = index;
    sorted[place] = values[index];
  }
  return true;
}

/** Sorts from `start` to `end`. */
function insert(order: Int32Array, start: number, end: number): void {
  const sorted = keys;
  for (let index = start + 1; index < end; index++) {
    const key = sorted[index];
    if (sorted[index - 1] <= key) continue;
    const moved = order[index];
    let place = index;
    for (; place > start && sorted[place - 1] > key; place--) {
      sorted[place] = sorted[place - 1];
      order[place] = order[place - 1];
    }
    sorted[place] = key;
    order[place] = moved;
  }
}

/** Merges sorted runs, two at a time and bottom-up, to and fro between `order` with its keys and the spare ones. */
function merge(order: Int32Array, count: number): void {
  let from: Int32Array = order;
  let to: Int32Array = spare;
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(count, start + width);
      mergeRuns(from, to, start, middle, Math.min(count, middle + width));
    }
    [from, to] = [to, from];
    [keys, spareKeys] = [spareKeys, keys];
  }
  if (from !== order) for (let place = 0; place < count; place++) order[place] = from[place];
}

function mergeRuns(from: Int32Array, to: Int32Array, start: number, middle: number, end: number): void {
  const sorted = keys;
  const merged = spareKeys;
  let left = start;
  let right = middle;
  for (let place = start; place < end; place++) {
    const takesLeft = right >= end || (left < middle && sorted[left] <= sorted[right]);
    const taken = takesLeft ? left++ : right++;
    merged[place] = sorted[taken];
    to[place] = from[taken];
  }
}

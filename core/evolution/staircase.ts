/**
 * The points of a plane that no other dominates, as they come: a staircase that falls from left to right. Steps are
 * found in O(log n); a step that a new one covers goes.
 */
export class Staircase {
  private readonly xs: number[] = [];
  private readonly ys: number[] = [];

  /** Whether a step is no worse than the point in both coordinates. */
  covers(x: number, y: number): boolean {
    const place = this.placeAfter(x);
    return place > 0 && this.ys[place - 1] <= y;
  }

  /** Adds a point, which must not be covered. */
  add(x: number, y: number): void {
    const { xs, ys } = this;
    let place = this.placeAfter(x);
    if (place > 0 && xs[place - 1] === x) place--;
    let end = place;
    while (end < ys.length && ys[end] >= y) end++;
    replace(xs, place, end, x);
    replace(ys, place, end, y);
  }

  /** How many steps are not right of `x`. */
  private placeAfter(x: number): number {
    const { xs } = this;
    let low = 0;
    let high = xs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (xs[middle] <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As `splice` does, which allocates what it takes out. */
function replace(values: number[], start: number, end: number, value: number): void {
  if (end === start) {
    values.push(value);
    for (let place = values.length - 1; place > start; place--) values[place] = values[place - 1];
  } else if (end > start + 1) {
    const surplus = end - start - 1;
    for (let place = end; place < values.length; place++) values[place - surplus] = values[place];
    values.length -= surplus;
  }
  values[start] = value;
}

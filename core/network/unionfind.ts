/** Disjoint sets over 0 … count - 1 with path halving (Tarjan & van Leeuwen 1984); a set's root is its least element. */
export class UnionFind {
  private readonly parents: Int32Array;

  constructor(count: number) {
    this.parents = new Int32Array(count);
    for (let element = 0; element < count; element++) this.parents[element] = element;
  }

  find(element: number): number {
    const { parents } = this;
    let current = element;
    while (parents[current] !== current) {
      parents[current] = parents[parents[current]];
      current = parents[current];
    }
    return current;
  }

  union(left: number, right: number): void {
    const a = this.find(left);
    const b = this.find(right);
    if (a < b) this.parents[b] = a;
    else this.parents[a] = b;
  }
}

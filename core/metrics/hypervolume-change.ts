/** The hypervolume of a front, by what the front is called. */
export interface NamedHypervolume {
  readonly name: string;
  readonly hypervolume: number;
}

export interface HypervolumeChange extends NamedHypervolume {
  /** As it was; undefined where there is none to compare with. */
  readonly before?: number;
  /** How much larger it is, as a share of what it was; 0 where there is none to compare with. */
  readonly change: number;
}

/** How hypervolumes have changed against those of the same names. */
export function hypervolumeChanges(
  now: readonly NamedHypervolume[],
  before: readonly NamedHypervolume[],
): readonly HypervolumeChange[] {
  return now.map(({ name, hypervolume }) => {
    const earlier = before.find((other) => other.name === name)?.hypervolume;
    if (earlier === undefined) return { name, hypervolume, change: 0 };
    return { name, hypervolume, before: earlier, change: earlier === 0 ? 0 : hypervolume / earlier - 1 };
  });
}

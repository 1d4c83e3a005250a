/** Something that is measured against a limit or a peer in the same run. */
export interface Benchmark {
  /** What `npm run bench -- NAME` calls it by. */
  readonly name: string;
  readonly about: string;
  run(): Promise<readonly Finding[]>;
}

/** What Espalier takes, what it is held against, and the ratio of the two: below 1 is less than the other. */
export interface Finding {
  readonly what: string;
  readonly ours: string;
  readonly against: string;
  /** Absent where the other could not be measured. */
  readonly ratio?: number;
  /** The largest ratio that meets the promise; absent where a peer is only told. */
  readonly limit?: number;
}

/** Whether a finding keeps its promise; undefined where it has none. */
export function keepsPromise({ ratio, limit }: Finding): boolean | undefined {
  return limit === undefined || ratio === undefined ? undefined : ratio <= limit;
}

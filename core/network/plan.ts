/** Identifies a channel group: the name of its first member layer. */
export type GroupId = string & { readonly __brand: 'GroupId' };

/**
 * Which channels of which group stay: ascending indices into the group's channels. Groups that are not named keep all.
 * With an architecture, a plan rebuilds the same pruned network anywhere. Plain JSON.
 */
export interface PrunePlan {
  readonly version: 1;
  readonly keep: Readonly<Record<GroupId, readonly number[]>>;
}

/**
 * The plan that prunes by `first`, and what is left by `second`. It fits the network unless `first` unties channels, as it
 * does where it leaves a depthwise convolution one channel, and `second` prunes those.
 */
export function composePlans(first: PrunePlan, second: PrunePlan): PrunePlan {
  const keep: Record<GroupId, readonly number[]> = { ...first.keep };
  for (const [id, channels] of Object.entries<readonly number[]>(second.keep)) {
    const group = id as GroupId;
    const left = group in first.keep ? first.keep[group] : undefined;
    keep[group] = left === undefined ? channels : channels.map((channel) => left[channel]);
  }
  return { version: 1, keep };
}

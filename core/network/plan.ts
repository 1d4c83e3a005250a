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

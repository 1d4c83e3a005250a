/** A share as a percentage. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A change of a share, in points. */
export function formatPoints(change: number): string {
  const points = (100 * change).toFixed(2);
  return `${change < 0 ? '−' : '+'}${points.replace('-', '')}`;
}

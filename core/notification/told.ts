/** What became of telling somebody how a run ended. */
export interface Told {
  readonly event: 'success' | 'failure';
  readonly webhook: string;
  /** Absent where it was delivered. */
  readonly failure?: string;
}

/** A line for people. Of the address only the host: the rest may be a secret. */
export function toldText({ event, webhook, failure }: Told): string {
  const host = /^https?:\/\/([^/?#]+)/.exec(webhook)?.[1] ?? webhook;
  return failure === undefined
    ? `${host} was told of the ${event}.`
    : `${host} could not be told of the ${event}: ${failure}`;
}

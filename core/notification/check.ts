import type { Source } from '../pipeline/parse.js';
import type { Problem } from '../pipeline/problem.js';

/** What is wrong with the addresses of a pipeline's `onSuccess` and `onFailure`. */
export function checkNotifications(document: unknown, source: Pick<Source, 'locate'>): readonly Problem[] {
  return ['onSuccess', 'onFailure'].flatMap((key): Problem[] => {
    const webhook = at(at(document, key), 'webhook');
    if (typeof webhook !== 'string' || isAddress(webhook)) return [];
    return [
      {
        code: 'BAD_ADDRESS',
        message: `'${webhook}' is no address that can be posted to.`,
        place: source.locate([key, 'webhook']),
        hint: 'It begins with https:// or http://.',
      },
    ];
  });
}

/** Without `URL`, which not every place has that a pipeline is checked in. */
function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/@?#]+([/?#]\S*)?$/.test(text);
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

import { Context } from '@temporalio/activity';
import type { SearchAttribute } from '../core/search-attributes.js';
import { registeredAttributes } from '../runtime/temporal/search-attributes.js';

/** How long an answer holds: attributes come and go with operators, searches with every minute. */
const HOLDS_MS = 300_000;
const ANSWER_WITHIN_MS = 5000;

/**
 * Asks the server which of our search attributes it has, once for all workflows of a worker. A server that cannot be asked,
 * as where this is not allowed, has none as far as we know: telling it of one that it lacks would hold a workflow up.
 */
export class AttributesOfServer {
  private asked: Promise<readonly SearchAttribute[]> | undefined;
  private askedAt = -Infinity;

  usable(): Promise<readonly SearchAttribute[]> {
    if (this.asked === undefined || performance.now() - this.askedAt > HOLDS_MS) {
      this.askedAt = performance.now();
      this.asked = this.ask();
    }
    return this.asked;
  }

  private async ask(): Promise<readonly SearchAttribute[]> {
    const { client, log } = Context.current();
    try {
      return await client.connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        registeredAttributes(client.connection, client.options.namespace),
      );
    } catch (error) {
      log.warn('The server does not say which search attributes it has; none is set.', {
        error: String(error),
      });
      return [];
    }
  }
}

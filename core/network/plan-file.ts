import { NetworkError } from '../errors.js';
import type { PrunePlan } from './plan.js';

/** A prune plan as a file: JSON, a line a group. */
export function formatPlan({ version, keep }: PrunePlan): string {
  const groups = Object.entries<readonly number[]>(keep).map(
    ([id, channels]) => `    ${JSON.stringify(id)}: [${channels.join(', ')}]`,
  );
  const body = groups.length === 0 ? '{}' : `{\n${groups.join(',\n')}\n  }`;
  return `{\n  "version": ${version},\n  "keep": ${body}\n}\n`;
}

/**
 * Reads a prune plan from a file's text. Whether it fits a network shows when it is used.
 *
 * Throws a NetworkError `PLAN_FILE` for a text that is no plan, `PLAN_VERSION` for one of another version.
 */
export function parsePlan(text: string): PrunePlan {
  const value = parseJson(text);
  if (!isMap(value) || !('version' in value)) throw notAPlan('It is no map with a version.');
  if (value.version !== 1) {
    throw new NetworkError('PLAN_VERSION', `The prune plan is of version ${JSON.stringify(value.version)}.`, {
      hint: 'This release reads version 1.',
    });
  }
  if (!isMap(value.keep)) throw notAPlan("It has no map 'keep'.");
  const keep = Object.entries(value.keep).map(([id, channels]) => {
    if (!isIndexList(channels)) throw notAPlan(`What it keeps of '${id}' is no list of channel indices.`);
    return [id, channels] as const;
  });
  return { version: 1, keep: Object.fromEntries(keep) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notAPlan('It is no JSON.', cause);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndexList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((index) => Number.isInteger(index) && index >= 0);
}

function notAPlan(what: string, cause?: unknown): NetworkError {
  return new NetworkError('PLAN_FILE', `The file is no prune plan. ${what}`, {
    hint: 'Give a plan-….json from the results of a run: { "version": 1, "keep": { "<group>": [<channel>, …] } }.',
    cause,
  });
}

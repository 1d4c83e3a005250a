import { StoreError } from '../../core/errors.js';
import { digestOf } from './blob-id.js';
import type { BlobId, Store } from './store.js';

/**
 * JSON text without white space, the keys of every object sorted by code unit. Equal values give equal text, whatever
 * the order in which their keys were set. A key whose value is undefined is left out, as in JSON.stringify.
 *
 * @throws StoreError `STORE_NOT_JSON` for a value that JSON would lose or change: NaN, an infinity, a function, undefined
 * in an array, an object of a class.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** Stores a value as canonical JSON, so that equal values have equal digests. */
export function putJson(store: Pick<Store, 'put'>, value: unknown): Promise<BlobId> {
  return store.put(new TextEncoder().encode(canonicalJson(value)));
}

/**
 * Reads a value that `putJson` wrote.
 *
 * @throws StoreError `STORE_UNEXPECTED` where the artifact is not JSON or `check` rejects it, and what `Store.get` throws.
 */
export async function getJson<T>(
  store: Pick<Store, 'get'>,
  id: BlobId,
  check: (value: unknown) => value is T,
): Promise<T> {
  const value = parse(await store.get(id), id);
  if (!check(value)) {
    throw new StoreError(
      'STORE_UNEXPECTED',
      `The artifact ${id} is JSON, but not of the kind that is needed.`,
      {
        hint: 'Check that the reference names the right output, and that it was written by this version of Espalier.',
      },
    );
  }
  return value;
}

/** Stores a value as `putJson` does, under a name by which other runs find it. */
export async function putNamedJson(
  store: Pick<Store, 'put' | 'label'>,
  name: string,
  value: unknown,
): Promise<void> {
  const bytes = new TextEncoder().encode(canonicalJson(value));
  // A name whose artifact is not there yet is taken for none.
  await Promise.all([store.put(bytes), store.label(name, digestOf(bytes))]);
}

/** Reads what `putNamedJson` wrote; undefined where there is nothing of that name. Throws what `getJson` throws. */
export async function getNamedJson<T>(
  store: Pick<Store, 'get' | 'labelled'>,
  name: string,
  check: (value: unknown) => value is T,
): Promise<T | undefined> {
  const id = await store.labelled(name);
  return id === undefined ? undefined : getJson(store, id, check);
}

function parse(bytes: Uint8Array, id: BlobId): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new StoreError('STORE_UNEXPECTED', `The artifact ${id} is not JSON.`, {
      hint: 'Check that the reference names the right output.',
      cause,
    });
  }
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: unknown, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${path}.${key}`)}`).join(',')}}`;
  }
  throw new StoreError(
    'STORE_NOT_JSON',
    `The value at ${path} is ${describe(value)}, which JSON cannot hold.`,
    {
      hint: 'Only null, booleans, finite numbers, strings, arrays and plain objects can be stored.',
    },
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return `an object of class ${value.constructor.name}`;
  }
  return typeof value === 'number' || value === undefined ? String(value) : `a ${typeof value}`;
}

import { getJson, putJson } from '../runtime/store/json.js';
import type { BlobId } from '../runtime/store/store.js';
import type { Surroundings } from './surroundings.js';

/** Keeps what a workflow must remember but its history should not carry; returns the digest. */
export function remember({ store }: Surroundings, value: unknown): Promise<BlobId> {
  return putJson(store, value);
}

/** Reads back what `remember` kept. */
export function recall({ store }: Surroundings, id: BlobId): Promise<unknown> {
  return getJson(store, id, (value): value is unknown => value !== undefined);
}

import { createHash } from 'node:crypto';

import { StoreError } from '../../core/errors.js';
import type { BlobId } from './store.js';

const PATTERN = /^sha256:[0-9a-f]{64}$/;

export function isBlobId(text: string): text is BlobId {
  return PATTERN.test(text);
}

/** @throws StoreError `STORE_BAD_ID` for anything but `sha256:` and 64 lower-case hex digits. */
export function parseBlobId(text: string): BlobId {
  if (!isBlobId(text)) {
    throw new StoreError('STORE_BAD_ID', `"${text}" is not the digest of an artifact.`, {
      hint: 'A digest is "sha256:" followed by 64 lower-case hex digits.',
    });
  }
  return text;
}

/** The SHA-256 digest of some bytes, as an id. */
export function digestOf(bytes: Uint8Array): BlobId {
  return parseBlobId(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}

import { fileURLToPath } from 'node:url';

import { StoreError } from '../../core/errors.js';
import { openFileStore } from './file-store.js';
import type { Store } from './store.js';

/** Two letters or more, so that a Windows drive is a path. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Opens the store that a file path or a `file:` URL names.
 *
 * @throws StoreError `STORE_ADDRESS` for an empty address, any other scheme or a `file:` URL that is no local path.
 */
export function openStore(address: string): Store {
  if (address.trim() === '') {
    throw new StoreError('STORE_ADDRESS', 'The address of the store is empty.', { hint: HINT });
  }
  const scheme = SCHEME.exec(address)?.[1].toLowerCase();
  if (scheme === undefined) {
    return openFileStore(address);
  }
  if (scheme !== 'file') {
    throw new StoreError('STORE_ADDRESS', `The store "${address}" has the unknown scheme "${scheme}".`, {
      hint: HINT,
    });
  }
  return openFileStore(pathOf(address));
}

const HINT = 'Give the path of a folder, or a URL such as file:///data/espalier.';

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new StoreError('STORE_ADDRESS', `The store "${url}" is not a path on this machine.`, {
      hint: HINT,
      cause,
    });
  }
}

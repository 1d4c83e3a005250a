import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect } from 'chai';

import { StoreError } from '../../../core/errors.js';
import { openStore } from '../../../runtime/store/open.js';

describe('opening a store', () => {
  it('takes a path and a file URL for the same folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'espalier store-'));
    try {
      const id = await openStore(folder).put(new Uint8Array([1, 2, 3]));
      expect(await openStore(pathToFileURL(folder).href).has(id)).to.equal(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses other addresses', () => {
    for (const address of ['', ' ', 's4://bucket', 'file://elsewhere/x', 'HTTP://x']) {
      expect(() => openStore(address))
        .to.throw(StoreError)
        .with.property('code', 'STORE_ADDRESS');
    }
  });
});

import { expect } from 'chai';
import fc from 'fast-check';

import { StoreError } from '../../../core/errors.js';
import { digestOf } from '../../../runtime/store/blob-id.js';
import { canonicalJson, getJson, putJson } from '../../../runtime/store/json.js';
import type { BlobId, Store } from '../../../runtime/store/store.js';

function memoryStore(): Pick<Store, 'put' | 'get'> {
  const blobs = new Map<BlobId, Uint8Array>();
  return {
    put: async (bytes) => {
      blobs.set(digestOf(bytes), bytes);
      return digestOf(bytes);
    },
    get: async (id) => blobs.get(id) ?? new Uint8Array(),
  };
}

const anything = (value: unknown): value is unknown => value !== undefined;
const isNumber = (value: unknown): value is number => typeof value === 'number';

describe('JSON in the store', () => {
  it('gives back every value of JSON', async () => {
    const store = memoryStore();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const back = await getJson(store, await putJson(store, value), anything);
        expect(JSON.stringify(back)).to.equal(JSON.stringify(JSON.parse(canonicalJson(value))));
        expect(back).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).to.equal(canonicalJson(object));
      }),
    );
    expect(canonicalJson({ b: [1, { z: 1, y: undefined }], a: null })).to.equal('{"a":null,"b":[1,{"z":1}]}');
  });

  it('refuses what JSON would lose, with the place', () => {
    for (const lost of [NaN, Infinity, undefined, new Map(), new Date(0), () => 1]) {
      expect(() => canonicalJson({ deep: [0, lost] }))
        .to.throw(StoreError, '$.deep[1]')
        .with.property('code', 'STORE_NOT_JSON');
    }
  });

  it('refuses an artifact of another kind', async () => {
    const store = memoryStore();
    const word = await putJson(store, 'word');
    const noise = await store.put(new Uint8Array([0xff, 0xfe]));
    for (const id of [word, noise]) {
      const code = await getJson(store, id, isNumber).catch((error: unknown) => error);
      expect(code).to.be.instanceOf(StoreError).with.property('code', 'STORE_UNEXPECTED');
    }
  });
});

/** The digest of an artifact, `sha256:<64 hex digits>`. */
export type BlobId = string & { readonly __brand: 'BlobId' };

/** Content-addressed artifacts: written once, never changed, checked against their digest whenever they are read. */
export interface Store {
  /** Writes atomically and returns the digest; writing the same bytes again is free. */
  put(bytes: Uint8Array): Promise<BlobId>;
  /** Throws a StoreError `STORE_MISSING` or `STORE_CORRUPT`. */
  get(id: BlobId): Promise<Uint8Array>;
  has(id: BlobId): Promise<boolean>;
  /** Points a name, any text, at an artifact, in place of what it pointed at before. */
  label(name: string, id: BlobId): Promise<void>;
  /** The artifact that a name points at; undefined where there is none, or none any more. */
  labelled(name: string): Promise<BlobId | undefined>;
}

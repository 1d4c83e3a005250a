import { PipelineError } from '../core/errors.js';
import type { BlobId } from '../runtime/store/store.js';
import type { KeepSearchRequest, SearchName } from './messages.js';
import type { Surroundings } from './surroundings.js';

/** Lets a search that has ended be found by its run and step. */
export async function keepSearch(
  { store }: Surroundings,
  { kept, ...name }: KeepSearchRequest,
): Promise<void> {
  await store.label(labelOf(name), kept);
}

/** A search that an earlier run kept. Throws a PipelineError `SEARCH_NOT_KEPT`. */
export async function keptSearch({ store }: Surroundings, name: SearchName): Promise<BlobId> {
  const kept = await store.labelled(labelOf(name));
  if (kept !== undefined) return kept;
  throw new PipelineError(
    'SEARCH_NOT_KEPT',
    `The store has no search of step '${name.step}' of run '${name.run}'.`,
    { hint: 'Name a run whose search has ended, by its workflow id, on the same store.' },
  );
}

function labelOf({ run, step }: SearchName): string {
  return `search ${JSON.stringify([run, step])}`;
}

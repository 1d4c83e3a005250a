import { PipelineError } from '../core/errors.js';
import { getNamedJson, putNamedJson } from '../runtime/store/json.js';
import type { BlobId, Store } from '../runtime/store/store.js';
import type { KeepSearchRequest, SearchName } from './messages.js';
import type { Surroundings } from './surroundings.js';

/** Lets a search that has ended be found by its run and step. */
export async function keepSearch(
  { store }: Surroundings,
  { kept, origin, evaluations, ...name }: KeepSearchRequest,
): Promise<void> {
  await store.label(labelOf(name), kept);
  if (origin === undefined || evaluations === undefined) return;
  const known = await evaluationsOf(store, origin);
  if (known === undefined || known < evaluations) await putNamedJson(store, nameOf(origin), { evaluations });
}

/** How many evaluations the longest search of an origin has left in the store; undefined where there was none. */
export async function evaluationsOf(store: Store, origin: string): Promise<number | undefined> {
  return (await getNamedJson(store, nameOf(origin), hasEvaluations))?.evaluations;
}

function nameOf(origin: string): string {
  return `search of ${origin}`;
}

function hasEvaluations(value: unknown): value is { readonly evaluations: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'evaluations' in value &&
    typeof value.evaluations === 'number'
  );
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

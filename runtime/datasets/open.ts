import { DatasetError } from '../../core/errors.js';
import { openCityscapes, type CityscapesSpec } from './cityscapes.js';
import type { IdentifiedDataset } from './dataset.js';
import { openDigits, type DigitsSpec } from './digits.js';
import { openFolder, type FolderSpec } from './folder.js';
import { nearestName } from './nearest-name.js';

/** A dataset as a pipeline describes it. */
export type DatasetSpec = CityscapesSpec | DigitsSpec | FolderSpec;

export interface OpenOptions {
  /** The network's input size, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly seed: number;
  /** The folder that relative paths start at. */
  readonly base: string;
}

const KINDS: readonly DatasetSpec['kind'][] = ['cityscapes', 'digits', 'folder'];

/**
 * Opens a dataset for a network's input size.
 *
 * @throws DatasetError `DATASET_KIND_UNKNOWN`, and what the kind's own opener throws.
 */
export async function openDataset(spec: DatasetSpec, options: OpenOptions): Promise<IdentifiedDataset> {
  switch (spec.kind) {
    case 'cityscapes':
      return openCityscapes(spec, options);
    case 'digits':
      return openDigits(spec, options);
    case 'folder':
      return openFolder(spec, options);
    default:
      throw unknownKind(spec);
  }
}

/** A spec comes from a file, so the compiler's word that no other kind is left is not enough. */
function unknownKind(spec: { readonly kind?: unknown }): DatasetError {
  const kind = String(spec.kind);
  const near = nearestName(kind, KINDS);
  return new DatasetError('DATASET_KIND_UNKNOWN', `There is no dataset of kind "${kind}".`, {
    hint:
      near === undefined
        ? `Kinds are ${KINDS.slice(0, -1).join(', ')} and ${KINDS.at(-1)}.`
        : `Did you mean "${near}"?`,
  });
}

import { DatasetError } from '../core/errors.js';
import { suggest } from '../core/pipeline/near.js';
import type { Dataset } from '../runtime/datasets/dataset.js';
import type { EvaluateAnswer, EvaluateRequest } from './messages.js';

/** Throws a DatasetError `UNKNOWN_CLASS` for a name that is no class of the dataset. */
export function checkClasses(
  names: readonly string[],
  dataset: string,
  { classes }: Pick<Dataset, 'classes'>,
): void {
  const unknown = names.find((name) => !classes.includes(name));
  if (unknown === undefined) return;
  throw new DatasetError('UNKNOWN_CLASS', `The dataset '${dataset}' has no class '${unknown}'.`, {
    hint: suggest(unknown, classes, 'classes'),
  });
}

/**
 * IoU by class name, of those asked for. Of an estimate, classes without an IoU are left out; elsewhere one throws a
 * DatasetError `EVALUATION_CLASS_ABSENT`.
 */
export function iouByClass(
  names: readonly string[],
  { classes }: Pick<Dataset, 'classes'>,
  { perClassIou, images }: Pick<EvaluateAnswer, 'perClassIou' | 'images'>,
  { estimate = false }: Pick<EvaluateRequest, 'estimate'>,
): Readonly<Record<string, number>> {
  const values = names.flatMap((name): [string, number][] => {
    const iou = perClassIou[classes.indexOf(name)];
    if (iou !== null) return [[name, iou]];
    if (estimate) return [];
    throw new DatasetError(
      'EVALUATION_CLASS_ABSENT',
      `The class '${name}' has no IoU: it is in no true and no predicted pixel of ${images} images.`,
      { hint: 'Evaluate on more images, or leave the class out of objectives and constraints.' },
    );
  });
  return Object.fromEntries(values);
}

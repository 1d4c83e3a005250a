import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

import { DatasetError } from '../../core/errors.js';
import { IGNORE_LABEL, type IdentifiedDataset, type Split } from './dataset.js';
import { folderIdentity } from './folder-identity.js';
import { surveyPairs } from './pairs.js';
import { readPair } from './read-pair.js';
import { joinSplits, type Pair, refuse, type SplitSurvey, type Survey } from './survey.js';

interface FolderPaths {
  readonly images: string;
  readonly labels: string;
}

interface FolderClasses {
  readonly kind: 'folder';
  /** Names of the classes; the values in the label maps are indices into them. */
  readonly classes: readonly string[];
  /** The label value of pixels that do not count. Default: 255. */
  readonly ignore?: number;
}

/** The user's own images with label maps: one pair of folders that is split, or a pair of folders a split. */
export type FolderSpec =
  | (FolderClasses &
      FolderPaths & { /** Share of the pairs that validate. Default: 0.2. */ readonly validation?: number })
  | (FolderClasses & { readonly train: FolderPaths; readonly validation: FolderPaths });

const LARGEST_CLASS_COUNT = 255;

/**
 * Opens a dataset of image files (PNG, JPEG) and label maps (PNG) of the same name, scaled to the given size in pixels:
 * images bilinearly, labels to the nearest. Relative paths start at `base`. Files are read when asked for.
 *
 * @throws DatasetError at once `DATASET_CLASSES` for a class list that cannot be, and the first that
 * `surveyFolder` finds; when reading a sample what `readPair` throws.
 */
export async function openFolder(
  spec: FolderSpec,
  options: { readonly height: number; readonly width: number; readonly base: string },
): Promise<IdentifiedDataset> {
  const { base, height, width } = options;
  const ignore = spec.ignore ?? IGNORE_LABEL;
  checkClasses(spec.classes, ignore);
  const { train, validation, errors } = await surveyFolder(spec, base);
  refuse(errors);
  const split = (pairs: readonly Pair[]): Split => ({
    length: pairs.length,
    read: async (index) => {
      if (!(index in pairs)) {
        throw new RangeError(`no sample ${index} in a split of ${pairs.length}`);
      }
      return readPair(pairs[index], { classes: spec.classes.length, ignore, height, width });
    },
  });
  return {
    classes: spec.classes,
    train: split(train),
    validation: split(validation),
    identity: () => folderIdentity([train, validation], { classes: spec.classes, ignore, height, width }),
  };
}

/** The files of a folder dataset. Errors are `surveyPairs`'s, and `DATASET_SPLIT`. */
export async function surveyFolder(spec: FolderSpec, base: string): Promise<SplitSurvey> {
  const survey = ({ images, labels }: FolderPaths): Promise<Survey> =>
    surveyPairs(resolve(base, images), resolve(base, labels));
  if ('train' in spec) return joinSplits(await survey(spec.train), await survey(spec.validation));
  const { pairs, errors, strays } = await survey(spec);
  try {
    const [train, validation] = splitByName(pairs, spec.validation ?? 0.2);
    return { train, validation, errors, strays };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { train: pairs, validation: [], errors: errors.length > 0 ? errors : [error], strays };
  }
}

/**
 * Splits by a hash of each name, so that the answer depends on neither the order of the files nor their dates, and
 * neighbours in a sequence of frames part at random.
 */
function splitByName(pairs: readonly Pair[], share: number): [Pair[], Pair[]] {
  if (!(share > 0 && share < 1)) {
    throw new DatasetError('DATASET_SPLIT', `A validation share of ${share} leaves a split empty.`, {
      hint: 'Set "validation" to a number between 0 and 1, such as 0.2.',
    });
  }
  if (pairs.length < 2) {
    throw new DatasetError('DATASET_SPLIT', 'One image cannot both train and validate.', {
      hint: 'Add images, or name separate folders under "train" and "validation".',
    });
  }
  const count = Math.min(pairs.length - 1, Math.max(1, Math.round(pairs.length * share)));
  const ranked = pairs.map((pair) => ({ pair, rank: createHash('sha256').update(pair.stem).digest('hex') }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const chosen = new Set(ranked.slice(0, count).map(({ pair }) => pair));
  return [pairs.filter((pair) => !chosen.has(pair)), pairs.filter((pair) => chosen.has(pair))];
}

export function checkClasses(classes: readonly string[], ignore = IGNORE_LABEL): void {
  const twice = classes.find((name, index) => classes.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DatasetError('DATASET_CLASSES', `The class "${twice}" is listed twice.`, {
      hint: 'Give every label value a class name of its own.',
    });
  }
  if (classes.length < 2 || classes.length > LARGEST_CLASS_COUNT) {
    throw new DatasetError('DATASET_CLASSES', `A class list of ${classes.length} cannot be segmented.`, {
      hint: `List 2 to ${LARGEST_CLASS_COUNT} classes, in the order of their label values.`,
    });
  }
  if (!Number.isInteger(ignore) || ignore < classes.length || ignore > 255) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `The ignore label ${ignore} must be a value that no class has.`,
      {
        hint: `Set "ignore" to a whole number from ${classes.length} to 255, or leave it out.`,
      },
    );
  }
}

import { extname, join } from 'node:path';

import { DatasetError } from '../../core/errors.js';
import { listFolder, matchSides, orError, type Side, strayFile, type Survey } from './survey.js';

const IMAGE_ENDINGS = ['.png', '.jpg', '.jpeg'];
const LABEL_ENDINGS = ['.png'];

/**
 * Matches the images of one folder with the label maps of another by their file names without extension. Hidden files
 * and files of other kinds are passed over.
 *
 * Errors are `DATASET_FOLDER_MISSING`, `DATASET_EMPTY` where there is no image, `DATASET_PARTNER_MISSING` for an image
 * without labels or labels without image, `DATASET_NAME_TWICE` for two images of one name.
 */
export async function surveyPairs(imageFolder: string, labelFolder: string): Promise<Survey> {
  const images = await listSide(imageFolder, 'image', IMAGE_ENDINGS);
  const labels = await listSide(labelFolder, 'label map', LABEL_ENDINGS);
  const errors = [...images.errors, ...labels.errors];
  const strays = [...images.strays, ...labels.strays];
  // Without one of the folders every file of the other would have no partner.
  if (images.isMissing || labels.isMissing) return { pairs: [], errors, strays };
  if (images.files.size === 0) errors.push(empty(imageFolder));
  const matched = matchSides(images, labels);
  return { pairs: matched.pairs, errors: [...errors, ...matched.errors], strays };
}

interface Listed extends Side, Pick<Survey, 'errors' | 'strays'> {
  readonly isMissing: boolean;
}

async function listSide(folder: string, what: string, endings: readonly string[]): Promise<Listed> {
  const files = new Map<string, string>();
  const errors: DatasetError[] = [];
  const strays: DatasetError[] = [];
  const entries = await orError(listFolder(folder));
  const side = { folder, files, what, endings, errors, strays };
  if (entries instanceof DatasetError) return { ...side, errors: [entries], isMissing: true };
  for (const { name } of entries) {
    const ending = extname(name);
    if (!endings.includes(ending.toLowerCase())) {
      strays.push(strayFile(join(folder, name), `a ${what} ends in ${endings.join(', ')}`));
      continue;
    }
    const stem = name.slice(0, -ending.length);
    const other = files.get(stem);
    if (other === undefined) files.set(stem, join(folder, name));
    else errors.push(nameTwice(other, join(folder, name)));
  }
  return { ...side, isMissing: false };
}

function empty(folder: string): DatasetError {
  return new DatasetError('DATASET_EMPTY', `There is no image in ${folder}.`, {
    place: { file: folder },
    hint: `Images are files that end in ${IMAGE_ENDINGS.join(', ')}; subfolders are not searched.`,
  });
}

function nameTwice(first: string, second: string): DatasetError {
  return new DatasetError('DATASET_NAME_TWICE', `${first} and ${second} have the same name.`, {
    place: { file: second },
    hint: 'Remove or rename one: images and label maps are matched by name without extension.',
  });
}

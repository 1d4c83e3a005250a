import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { DatasetError } from '../../core/errors.js';

/** An image and its label map. */
export interface Pair {
  /** The file name that both share, without its extension. */
  readonly stem: string;
  readonly image: string;
  readonly labels: string;
}

const IMAGE_ENDINGS = ['.png', '.jpg', '.jpeg'];
const LABEL_ENDINGS = ['.png'];

/**
 * Matches the images of one folder with the label maps of another by their file names without extension, in the order
 * of those names. Hidden files and files of other kinds are passed over.
 *
 * @throws DatasetError `DATASET_FOLDER_MISSING`, `DATASET_EMPTY` where there is no image, `DATASET_PARTNER_MISSING` for
 * an image without labels or labels without image, `DATASET_NAME_TWICE` for two images of one name.
 */
export async function findPairs(imageFolder: string, labelFolder: string): Promise<Pair[]> {
  const images = await listByStem(imageFolder, IMAGE_ENDINGS);
  const labels = await listByStem(labelFolder, LABEL_ENDINGS);
  if (images.size === 0) {
    throw new DatasetError('DATASET_EMPTY', `There is no image in ${imageFolder}.`, {
      place: { file: imageFolder },
      hint: `Images are files that end in ${IMAGE_ENDINGS.join(', ')}; subfolders are not searched.`,
    });
  }
  for (const [stem, file] of labels) {
    if (!images.has(stem)) {
      throw partnerMissing(join(labelFolder, file), 'image', imageFolder, stem, IMAGE_ENDINGS);
    }
  }
  return [...images].map(([stem, file]) => {
    const partner = labels.get(stem);
    if (partner === undefined) {
      throw partnerMissing(join(imageFolder, file), 'label map', labelFolder, stem, LABEL_ENDINGS);
    }
    return { stem, image: join(imageFolder, file), labels: join(labelFolder, partner) };
  });
}

async function listByStem(folder: string, endings: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const file of (await listFolder(folder)).sort()) {
    const ending = extname(file);
    if (file.startsWith('.') || !endings.includes(ending.toLowerCase())) {
      continue;
    }
    const stem = file.slice(0, -ending.length);
    const other = files.get(stem);
    if (other !== undefined) {
      throw new DatasetError('DATASET_NAME_TWICE', `${other} and ${file} in ${folder} have the same name.`, {
        place: { file: join(folder, file) },
        hint: 'Remove or rename one: images and label maps are matched by name without extension.',
      });
    }
    files.set(stem, file);
  }
  return files;
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new DatasetError(
      'DATASET_FOLDER_MISSING',
      `The folder ${folder} cannot be read: ${String(cause)}`,
      {
        place: { file: folder },
        hint: 'Check the path; a relative path starts at the folder of the pipeline file.',
        cause,
      },
    );
  }
}

function partnerMissing(
  file: string,
  what: string,
  folder: string,
  stem: string,
  endings: readonly string[],
): DatasetError {
  return new DatasetError('DATASET_PARTNER_MISSING', `${file} has no ${what} in ${folder}.`, {
    place: { file },
    hint: `Add ${endings.map((ending) => stem + ending).join(' or ')} there, or remove ${file}.`,
  });
}

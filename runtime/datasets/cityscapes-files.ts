import { join } from 'node:path';

import { DatasetError } from '../../core/errors.js';
import {
  joinSplits,
  listFolder,
  matchSides,
  orError,
  type Side,
  type SplitSurvey,
  strayFile,
  type Survey,
} from './survey.js';

/** The splits that have public labels, by the names of their folders. */
type CityscapesSplit = 'train' | 'val';

const IMAGES = { folder: 'leftImg8bit', what: 'image', ending: '_leftImg8bit.png', others: [] } as const;
const LABELS = {
  folder: 'gtFine',
  what: 'label map',
  ending: '_gtFine_labelIds.png',
  others: [
    '_gtFine_color.png',
    '_gtFine_instanceIds.png',
    '_gtFine_instanceTrainIds.png',
    '_gtFine_labelTrainIds.png',
    '_gtFine_polygons.json',
  ],
} as const;

/** City, number of the sequence, number of the frame. */
const STEM = /^(.+)_\d{6}_\d{6}$/;

/**
 * Matches images with their label maps, city by city: `leftImg8bit/SPLIT/CITY/STEM_leftImg8bit.png` with
 * `gtFine/SPLIT/CITY/STEM_gtFine_labelIds.png`. The other files of the distribution are passed over.
 *
 * Errors are `DATASET_FOLDER_MISSING`, `DATASET_EMPTY` and `DATASET_PARTNER_MISSING`.
 */
export async function surveyCityscapes(root: string): Promise<SplitSurvey> {
  return joinSplits(await surveySplit(root, 'train'), await surveySplit(root, 'val'));
}

async function surveySplit(root: string, split: CityscapesSplit): Promise<Survey> {
  const images = await citiesOf(join(root, IMAGES.folder, split));
  const labels = await citiesOf(join(root, LABELS.folder, split));
  const missing = [images, labels].filter((found) => found instanceof DatasetError);
  if (images instanceof DatasetError || labels instanceof DatasetError)
    return { pairs: [], errors: missing, strays: [] };
  const cities = [...new Set([...images.cities, ...labels.cities])].sort();
  const found = await Promise.all(cities.map((city) => surveyCity(root, split, city)));
  const pairs = found.flatMap((survey) => survey.pairs);
  const errors = found.flatMap((survey) => survey.errors);
  return {
    pairs,
    errors: pairs.length === 0 && errors.length === 0 ? [empty(join(root, IMAGES.folder, split))] : errors,
    strays: [...images.strays, ...labels.strays, ...found.flatMap((survey) => survey.strays)],
  };
}

async function citiesOf(
  folder: string,
): Promise<{ readonly cities: readonly string[]; readonly strays: readonly DatasetError[] } | DatasetError> {
  const entries = await orError(listFolder(folder));
  if (entries instanceof DatasetError) return entries;
  const isCity = (entry: (typeof entries)[number]): boolean => entry.isDirectory() || entry.isSymbolicLink();
  return {
    cities: entries.filter(isCity).map(({ name }) => name),
    strays: entries
      .filter((entry) => !isCity(entry))
      .map(({ name }) => strayFile(join(folder, name), 'files are in a folder for each city')),
  };
}

async function surveyCity(root: string, split: CityscapesSplit, city: string): Promise<Survey> {
  const images = await listSide(root, split, city, IMAGES);
  const labels = await listSide(root, split, city, LABELS);
  return { ...matchSides(images, labels), strays: [...images.strays, ...labels.strays] };
}

async function listSide(
  root: string,
  split: CityscapesSplit,
  city: string,
  kind: typeof IMAGES | typeof LABELS,
): Promise<Side & Pick<Survey, 'strays'>> {
  const folder = join(root, kind.folder, split, city);
  const files = new Map<string, string>();
  const strays: DatasetError[] = [];
  const entries = await orError(listFolder(folder));
  for (const { name } of entries instanceof DatasetError ? [] : entries) {
    const file = join(folder, name);
    if (kind.others.some((ending) => name.endsWith(ending))) continue;
    const stem = name.slice(0, -kind.ending.length);
    if (!name.endsWith(kind.ending) || STEM.exec(stem)?.[1] !== city) {
      strays.push(strayFile(file, `${aOrAn(kind.what)} is called ${city}_<sequence>_<frame>${kind.ending}`));
    } else {
      files.set(stem, file);
    }
  }
  return { folder, files, what: kind.what, endings: [kind.ending], strays };
}

function aOrAn(what: string): string {
  return what.startsWith('i') ? `an ${what}` : `a ${what}`;
}

function empty(folder: string): DatasetError {
  return new DatasetError('DATASET_EMPTY', `There is no image in ${folder}.`, {
    place: { file: folder },
    hint: 'Unpack leftImg8bit_trainvaltest.zip and gtFine_trainvaltest.zip of Cityscapes into the same root.',
  });
}

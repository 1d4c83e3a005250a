import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

import { DatasetError } from '../../core/errors.js';

/** An image and its label map. */
export interface Pair {
  /** The file name that both share, without what tells them apart. */
  readonly stem: string;
  readonly image: string;
  readonly labels: string;
}

/** What is amiss with files, by their names alone. */
export interface Mistakes {
  /** All that keeps the dataset from being used. */
  readonly errors: readonly DatasetError[];
  /** Files that are passed over, and that a dataset of this kind does not have. */
  readonly strays: readonly DatasetError[];
}

/** What folders of images and label maps hold. */
export interface Survey extends Mistakes {
  /** In the order of their names. */
  readonly pairs: readonly Pair[];
}

/** What the folders of a whole dataset hold. */
export interface SplitSurvey extends Mistakes {
  readonly train: readonly Pair[];
  readonly validation: readonly Pair[];
}

/** A split from folders of its own, beside another. */
export function joinSplits(train: Survey, validation: Survey): SplitSurvey {
  return {
    train: train.pairs,
    validation: validation.pairs,
    errors: [...train.errors, ...validation.errors],
    strays: [...train.strays, ...validation.strays],
  };
}

/** How the files of one side are found. */
export interface Side {
  readonly folder: string;
  /** Paths by the stem that both sides share. */
  readonly files: ReadonlyMap<string, string>;
  /** What one of them is called: 'label map'. */
  readonly what: string;
  /** What may stand behind the stem. */
  readonly endings: readonly string[];
}

/** Joins images with label maps of the same stem; those left over are errors `DATASET_PARTNER_MISSING`. */
export function matchSides(images: Side, labels: Side): Pick<Survey, 'pairs' | 'errors'> {
  const orphans = (side: Side, other: Side): DatasetError[] =>
    [...side.files].flatMap(([stem, file]) =>
      other.files.has(stem) ? [] : [partnerMissing(file, stem, other)],
    );
  return {
    pairs: [...images.files].flatMap(([stem, image]) => {
      const partner = labels.files.get(stem);
      return partner === undefined ? [] : [{ stem, image, labels: partner }];
    }),
    errors: [...orphans(labels, images), ...orphans(images, labels)],
  };
}

/** Throws the first error, if there is one, with a word on how many there are. */
export function refuse(errors: readonly DatasetError[]): void {
  const first = errors.at(0);
  if (first === undefined) return;
  if (errors.length === 1) throw first;
  throw new DatasetError(first.code, `${first.message} It is the first of ${errors.length} such mistakes.`, {
    place: first.place,
    hint: [first.hint, '`espalier dataset check` names them all.'].join(' ').trim(),
  });
}

/** What is in a folder, hidden files left out, by name. Throws a DatasetError `DATASET_FOLDER_MISSING`. */
export async function listFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
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

export function strayFile(file: string, why: string): DatasetError {
  return new DatasetError('DATASET_STRAY_FILE', `${file} is passed over: ${why}.`, {
    place: { file },
    hint: 'Move it elsewhere, or give it the name that it should have.',
  });
}

/** Splits what a promise fails with as a DatasetError from what it gives. */
export async function orError<T>(promise: Promise<T>): Promise<T | DatasetError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
}

function partnerMissing(file: string, stem: string, { what, folder, endings }: Side): DatasetError {
  return new DatasetError('DATASET_PARTNER_MISSING', `${file} has no ${what} in ${folder}.`, {
    place: { file },
    hint: `Add ${endings.map((ending) => stem + ending).join(' or ')} there, or remove ${file}.`,
  });
}

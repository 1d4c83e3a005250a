import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import { DatasetError } from '../../../core/errors.js';
import { CITYSCAPES_CLASSES } from '../../../core/pipeline/dataset-classes.js';
import { surveyCityscapes } from '../cityscapes-files.js';
import { checkClasses, surveyFolder, type FolderSpec } from '../folder.js';
import type { DatasetSpec } from '../open.js';
import type { Pair, SplitSurvey } from '../survey.js';
import { checkPair, type PairFindings } from './check-pair.js';
import { type DatasetFinding, findingOf } from './finding.js';
import { inParallel } from './in-parallel.js';
import { cityscapesMeaning, folderMeaning, type Meaning } from './meaning.js';

/** Where a class is found. Plain JSON. */
export interface ClassCount {
  readonly name: string;
  readonly pixels: number;
  /** How many label maps have a pixel of it. */
  readonly images: number;
}

/** A split as its files have it. Plain JSON. */
export interface CheckedSplit {
  readonly name: 'train' | 'validation';
  readonly images: number;
  /** In the order of the labels. */
  readonly classes: readonly ClassCount[];
  /** Pixels that do not count. */
  readonly ignored: number;
}

/** Plain JSON. */
export interface CheckedDataset {
  readonly kind: DatasetSpec['kind'];
  readonly splits: readonly CheckedSplit[];
  readonly findings: readonly DatasetFinding[];
}

export interface CheckHooks {
  /** Called after each pair of files. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Opens every file of a dataset and names all that are missing, damaged or odd, in place of the first that a training
 * would fail on. Relative paths start at `base`. Scenes of digits have no files: nothing is amiss with them.
 */
export async function checkDataset(
  spec: DatasetSpec,
  base: string,
  hooks: CheckHooks = {},
): Promise<CheckedDataset> {
  switch (spec.kind) {
    case 'digits':
      return checkDigits(spec);
    case 'cityscapes':
      return checkFiles(spec.kind, await surveyCityscapes(resolve(base, spec.root)), hooks, {
        classes: CITYSCAPES_CLASSES,
        meaning: cityscapesMeaning(),
      });
    case 'folder': {
      const { kind, classes, ignore } = spec;
      const survey = await surveyFolder(spec, base);
      const errors = [...classErrors(spec), ...survey.errors];
      return checkFiles(kind, { ...survey, errors }, hooks, {
        classes,
        meaning: folderMeaning(classes.length, ignore),
      });
    }
  }
}

interface Labels {
  readonly classes: readonly string[];
  readonly meaning: Meaning;
}

async function checkFiles(
  kind: DatasetSpec['kind'],
  survey: SplitSurvey,
  { onProgress }: CheckHooks,
  labels: Labels,
): Promise<CheckedDataset> {
  const total = survey.train.length + survey.validation.length;
  let done = 0;
  const checked = (pairs: readonly Pair[]): Promise<readonly PairFindings[]> =>
    inParallel(pairs, availableParallelism(), async (pair) => {
      const found = await checkPair(pair, { kind, ...labels });
      onProgress?.({ done: ++done, total });
      return found;
    });
  const train = await checked(survey.train);
  const validation = await checked(survey.validation);
  const splits = [countSplit('train', labels, train), countSplit('validation', labels, validation)];
  return {
    kind,
    splits,
    findings: [
      ...survey.errors.map((error) => findingOf('error', error)),
      ...[...train, ...validation].flatMap(({ findings }) => findings),
      ...survey.strays.map((stray) => findingOf('warning', stray)),
      ...splits.flatMap(absentClasses),
    ],
  };
}

function countSplit(
  name: CheckedSplit['name'],
  { classes }: Labels,
  found: readonly PairFindings[],
): CheckedSplit {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    name,
    images: found.length,
    classes: classes.map((className, index) => ({
      name: className,
      pixels: sum(found.map(({ pixels }) => pixels[index] ?? 0)),
      images: found.filter(({ pixels }) => (pixels[index] ?? 0) > 0).length,
    })),
    ignored: sum(found.map(({ ignored }) => ignored)),
  };
}

/** A class without pixels is not learnt, or has no IoU. */
function absentClasses({ name, images, classes }: CheckedSplit): readonly DatasetFinding[] {
  const absent = classes.filter(({ pixels }) => pixels === 0).map((of) => of.name);
  if (absent.length === 0 || images === 0) return [];
  const error = new DatasetError(
    'DATASET_CLASS_ABSENT',
    `No image of the ${name} split has ${absent.join(', ')}.`,
    {
      hint:
        name === 'train'
          ? 'A network cannot learn a class that it never sees.'
          : 'A class without pixels has no IoU unless it is predicted somewhere.',
    },
  );
  return [findingOf('warning', error)];
}

function classErrors({ classes, ignore }: FolderSpec): readonly DatasetError[] {
  try {
    checkClasses(classes, ignore);
    return [];
  } catch (error) {
    if (error instanceof DatasetError) return [error];
    throw error;
  }
}

function checkDigits({
  train,
  validation,
}: {
  readonly train: number;
  readonly validation: number;
}): CheckedDataset {
  const split = (name: CheckedSplit['name'], images: number): CheckedSplit => ({
    name,
    images,
    classes: [],
    ignored: 0,
  });
  return { kind: 'digits', splits: [split('train', train), split('validation', validation)], findings: [] };
}

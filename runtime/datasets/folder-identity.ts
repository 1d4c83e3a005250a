import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Pair } from './survey.js';

/**
 * Identity of a dataset in files: their names, sizes and times of change, which are read in an instant where contents
 * would take minutes, and how they are read.
 */
export async function folderIdentity(splits: readonly (readonly Pair[])[], reading: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(reading));
  for (const pairs of splits) {
    const files = pairs.flatMap(({ image, labels }) => [image, labels]);
    const lines = await Promise.all(files.map(describeFile));
    hash.update(`split of ${pairs.length}\n${lines.join('\n')}\n`);
  }
  return `folder ${hash.digest('hex')}`;
}

async function describeFile(path: string): Promise<string> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return `${basename(path)} ${size} ${mtimeNs}`;
}

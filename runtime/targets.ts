import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TargetError } from '../core/errors.js';
import type { HardwareTarget } from '../core/pipeline/document.js';
import { suggest } from '../core/pipeline/near.js';
import { formatProblems } from '../core/pipeline/problems.js';
import { parseTarget } from '../core/pipeline/target-file.js';
import { projectRoot } from './project.js';

/**
 * Reads a target file. Throws a TargetError `TARGET_FILE_MISSING`, or `TARGET_FILE_INVALID` with every problem and its
 * place.
 */
export async function readTarget(path: string): Promise<HardwareTarget> {
  const text = await targetText(path);
  const parsed = parseTarget(text, path);
  if ('target' in parsed) return parsed.target;
  const [{ place }] = parsed.problems;
  const message = `The target file ${path} is invalid.\n${formatProblems(parsed.problems, new Map([[path, text]]))}`;
  throw new TargetError('TARGET_FILE_INVALID', message, { place });
}

/** The file of a target that ships with Espalier. Throws a TargetError `TARGET_NOT_IN_LIBRARY`. */
export async function libraryTarget(name: string): Promise<string> {
  const folder = join(projectRoot, 'targets');
  const files = await readdir(folder);
  const names = files.flatMap((file) => (file.endsWith('.yaml') ? [file.replace(/\.yaml$/, '')] : []));
  if (names.includes(name)) return join(folder, `${name}.yaml`);
  throw new TargetError('TARGET_NOT_IN_LIBRARY', `There is no target '${name}' in the library.`, {
    hint: suggest(name, names.sort(), 'targets'),
  });
}

/** The text of a target file. Throws a TargetError `TARGET_FILE_MISSING`. */
export async function targetText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new TargetError('TARGET_FILE_MISSING', `The target file ${path} cannot be read.`, {
      hint: 'Give the path of a YAML file that describes a target.',
      cause,
    });
  }
}

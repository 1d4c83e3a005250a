import type { HardwareTarget } from '../core/pipeline/document.js';
import { libraryTarget, readTarget } from '../runtime/targets.js';
import type { TargetsRequest } from './messages.js';
import { inputPath, type Surroundings } from './surroundings.js';

/** Reads the target files that a pipeline names. Throws `readTarget`'s and `libraryTarget`'s errors. */
export async function readTargets(
  surroundings: Pick<Surroundings, 'baseFolder'>,
  { run, targets }: TargetsRequest,
): Promise<Readonly<Record<string, HardwareTarget>>> {
  const read = Object.entries(targets).map(async ([name, target]): Promise<[string, HardwareTarget]> => {
    const path =
      'file' in target ? inputPath(surroundings, run, target.file) : await libraryTarget(target.library);
    return [name, await readTarget(path)];
  });
  return Object.fromEntries(await Promise.all(read));
}

import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { NetworkError } from '../../../core/errors.js';
import { type ImportedNetwork, importOnnx, type ImportOptions } from './import.js';
import type { ReadExternal } from './read/tensor.js';

/**
 * Reads a segmentation network from an ONNX file, with weights that lie in other files of its folder.
 *
 * Throws `importOnnx`'s errors and a NetworkError `ONNX_FILE_MISSING`.
 */
export async function readOnnx(path: string, options: ImportOptions = {}): Promise<ImportedNetwork> {
  const bytes = await readModelFile(path);
  const files = new ExternalFiles(dirname(resolve(path)));
  try {
    return importOnnx(bytes, options, files.read);
  } finally {
    files.close();
  }
}

async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NetworkError('ONNX_FILE_MISSING', `The ONNX file '${path}' cannot be read.`, {
      hint: 'Check the path, and on which machine it is looked up.',
      cause,
    });
  }
}

/** Files beside a model, open while it is read. */
class ExternalFiles {
  private readonly open = new Map<string, number>();

  constructor(private readonly folder: string) {}

  readonly read: ReadExternal = (location, offset, length) => {
    const file = this.fileOf(location);
    const size = fstatSync(file).size;
    const wanted = length ?? size - offset;
    if (wanted < 0 || offset + wanted > size) {
      throw externalError(
        `'${location}' has ${size} bytes, but the model wants ${wanted} from byte ${offset} on.`,
      );
    }
    const bytes = new Uint8Array(wanted);
    for (let done = 0; done < wanted;) {
      const count = readSync(file, bytes, done, wanted - done, offset + done);
      if (count === 0) throw externalError(`'${location}' ended while it was read.`);
      done += count;
    }
    return bytes;
  };

  close(): void {
    for (const file of this.open.values()) closeSync(file);
  }

  private fileOf(location: string): number {
    const known = this.open.get(location);
    if (known !== undefined) return known;
    const file = openInside(this.folder, location);
    this.open.set(location, file);
    return file;
  }
}

/** Opens a file of a folder. Links and `..` may not lead outside. */
function openInside(folder: string, location: string): number {
  let path: string;
  let home: string;
  try {
    home = realpathSync(folder);
    path = realpathSync(resolve(folder, location));
  } catch (cause) {
    throw externalError(`The model keeps weights in '${location}', which is not beside it.`, cause);
  }
  const inside = relative(home, path);
  if (isAbsolute(location) || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw externalError(`The model keeps weights in '${location}', which is outside its folder.`);
  }
  try {
    if (statSync(path).isFile()) return openSync(path, 'r');
  } catch (cause) {
    throw externalError(`'${location}' cannot be read.`, cause);
  }
  throw externalError(`'${location}' is no file.`);
}

function externalError(message: string, cause?: unknown): NetworkError {
  return new NetworkError('ONNX_EXTERNAL_DATA', message, {
    hint: 'Put the files that were exported with the model beside it, whole and under their own names.',
    cause,
  });
}

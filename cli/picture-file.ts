import { writeFile } from 'node:fs/promises';
import { EnvironmentError } from '../core/errors.js';

/** Writes a drawing. Throws an EnvironmentError `SVG_NOT_WRITTEN`. */
export async function writePicture(path: string, svg: string): Promise<void> {
  try {
    await writeFile(path, svg);
  } catch (cause) {
    throw new EnvironmentError('SVG_NOT_WRITTEN', `The picture cannot be written to ${path}.`, {
      hint: 'Check that the folder exists and can be written to.',
      cause,
    });
  }
}

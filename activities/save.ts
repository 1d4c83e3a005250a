import { encodeSafetensors } from '../runtime/tensor/safetensors.js';
import { writeWholeFile } from '../runtime/whole-file.js';
import type { SaveRequest } from './messages.js';
import { readNetwork } from './networks.js';
import { outputPath, type Surroundings } from './surroundings.js';

/** Writes a network's weights as safetensors, its class names in the metadata. The file appears whole or not at all. */
export async function save(
  surroundings: Pick<Surroundings, 'store' | 'baseFolder'>,
  request: SaveRequest,
): Promise<{ weights: string }> {
  const { artifact, weights } = await readNetwork(surroundings.store, request.network);
  const path = outputPath(surroundings, request.run, request.weights);
  const bytes = encodeSafetensors(weights, { classes: JSON.stringify(artifact.classes) });
  await writeWholeFile(path, bytes);
  return { weights: path };
}

import { writePicture } from './picture-file.js';
import { describeNetwork } from '../core/network/description.js';
import { readNetworkSource, type SourceOptions } from './network-source.js';
import { networkText } from './network-text.js';
import { INVALID } from './validate.js';

export interface NetworkOptions extends SourceOptions {
  /** Patterns of layers whose channels must stay. */
  readonly protect: readonly string[];
  readonly layers: boolean;
  readonly json: boolean;
  /** Where to draw the layer graph. */
  readonly svg?: string;
}

const PIPED_WIDTH = 100;

/** Prints what there is to know of a network. Returns the exit code. Throws NetworkErrors, `SVG_NOT_WRITTEN` among them. */
export async function network(file: string, options: NetworkOptions): Promise<number> {
  const source = await readNetworkSource(file, options);
  if (source === undefined) return INVALID;
  const { title, remarks } = source;
  const description = describeNetwork(source.network, options);
  if (options.svg !== undefined) {
    const { drawNetwork } = await import('../runtime/picture/draw.js');
    await writePicture(options.svg, await drawNetwork(title, source.network, description));
  }
  if (options.json) {
    console.log(JSON.stringify({ ...description, remarks }));
    return 0;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : PIPED_WIDTH;
  console.log(
    networkText(title, description, remarks, { width, cut: process.stdout.isTTY, layers: options.layers }),
  );
  return 0;
}

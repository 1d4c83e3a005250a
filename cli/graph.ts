import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { dotOf, mermaidOf } from '../core/pipeline/graph.js';
import { exitCodes } from './exit-codes.js';
import { writePicture } from './picture-file.js';
import { INVALID, type PipelineOptions, planFile } from './validate.js';

export interface GraphOptions extends PipelineOptions {
  /** Where a drawing goes; without it, Mermaid goes to stdout. */
  readonly svg?: string;
  readonly json?: boolean;
}

/** Draws the steps of a pipeline. Returns 0, or 3 for an invalid file. Throws an EnvironmentError `SVG_NOT_WRITTEN`. */
export async function graph(file: string, { svg, json = false, ...options }: GraphOptions): Promise<number> {
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const { plan } = planned;
  const mermaid = mermaidOf(plan);
  if (json) console.log(JSON.stringify({ name: plan.name, mermaid }));
  else if (svg === undefined) process.stdout.write(mermaid);
  if (svg !== undefined) await writePicture(svg, (await Graphviz.load()).dot(dotOf(plan)));
  return exitCodes.done;
}

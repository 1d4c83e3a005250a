import { readFile } from 'node:fs/promises';
import { NetworkError } from '../core/errors.js';
import { estimate } from '../core/hardware/index.js';
import type { HardwareEstimate } from '../core/hardware/estimate.js';
import { modelled } from '../core/hardware/measured-target.js';
import type { Target } from '../core/hardware/target.js';
import { type Counts, countLayers } from '../core/network/counts.js';
import { peakActivations } from '../core/network/liveness.js';
import { parsePlan } from '../core/network/plan-file.js';
import { prunedNetwork } from '../core/network/prune.js';
import { rowMacs, rowWeights } from '../core/hardware/row-words.js';
import { layerTable } from '../core/network/rows.js';
import type { LayerRow } from '../core/network/table.js';
import { parseLayerTable } from '../core/network/table-file.js';
import { libraryTarget, readTarget } from '../runtime/targets.js';
import { readNetworkSource, type SourceOptions } from './network-source.js';
import { type Score, scoreText } from './score-text.js';
import { INVALID } from './validate.js';

export interface ScoreOptions {
  /** A target file, or the name of a target of the library. */
  readonly target: string;
  /** What to score: a layer table, or the network of an ONNX or a pipeline file, pruned where there is a plan. */
  readonly layers?: string;
  readonly network?: string;
  readonly plan?: string;
  /** Which network of a pipeline. */
  readonly networkName?: string;
  readonly input?: SourceOptions['input'];
  readonly output?: string;
  readonly json: boolean;
}

/**
 * Prints what a network costs on a target, in total and by layer. Returns the exit code: 0, or 3 for an invalid pipeline.
 *
 * Throws a NetworkError `LAYERS_FILE_MISSING` or `PLAN_FILE`, and what reading the table, the network, the plan and the target, and the
 * target's model throw.
 */
export async function score(options: ScoreOptions): Promise<number> {
  const target = await targetOf(options.target);
  const workload = options.layers === undefined ? await ofNetwork(options) : await ofTable(options.layers);
  if (workload === undefined) return INVALID;
  const result = scoreOf(workload, target);
  console.log(options.json ? JSON.stringify(result) : scoreText(workload.title, options.target, result));
  return 0;
}

interface Workload {
  readonly title: string;
  readonly rows: readonly LayerRow[];
  readonly counts: Counts;
  /** Known from a graph only. */
  readonly activations?: number;
}

async function ofNetwork(options: ScoreOptions): Promise<Workload | undefined> {
  const { network: file = '', networkName: network, input, output } = options;
  const source = await readNetworkSource(file, { network, input, output });
  if (source === undefined) return undefined;
  const pruned =
    options.plan === undefined
      ? source.network
      : prunedNetwork(source.network, parsePlan(await read(options.plan, 'PLAN_FILE', 'prune plan')));
  return {
    title: source.title,
    rows: layerTable(pruned),
    counts: countLayers(pruned).total,
    activations: peakActivations(pruned),
  };
}

async function ofTable(file: string): Promise<Workload> {
  const rows = parseLayerTable(await read(file, 'LAYERS_FILE_MISSING', 'layer table'), file);
  const macs = rows.reduce((sum, row) => sum + rowMacs(row), 0);
  const params = rows.reduce((sum, row) => sum + rowWeights(row), 0);
  return { title: file, rows, counts: { macs, ops: 2 * macs, params } };
}

function scoreOf({ rows, counts, activations }: Workload, target: Target): Score {
  const estimated: HardwareEstimate = estimate(target, rows, activations);
  const { latencyMs, energyMj, peakMemoryBytes, weightBytes } = estimated;
  const layers = estimated.layers.map((layer, index) => {
    const macs = rowMacs(rows[index]);
    return { ...layer, kind: rows[index].kind, macs, ops: 2 * macs, params: rowWeights(rows[index]) };
  });
  return { totals: { ...counts, latencyMs, energyMj, peakMemoryBytes, weightBytes }, layers };
}

/** A path has a dot or a slash; a name of the library has neither. */
async function targetOf(text: string): Promise<Target> {
  return modelled(await readTarget(/[./\\]/.test(text) ? text : await libraryTarget(text)));
}

async function read(file: string, code: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new NetworkError(code, `The ${what} ${file} cannot be read.`, { hint: 'Check the path.', cause });
  }
}

import { readFile, writeFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { EnvironmentError, NetworkError } from '../core/errors.js';
import { formatCount, formatGain } from '../core/metrics/format.js';
import { type Counts, countLayers } from '../core/network/counts.js';
import { geneAt, geneSpace, planFromGenome } from '../core/network/genome.js';
import { channelGroups } from '../core/network/groups.js';
import type { Network } from '../core/network/layer.js';
import type { PrunePlan } from '../core/network/plan.js';
import { formatPlan, parsePlan } from '../core/network/plan-file.js';
import { prunedNetwork, sliceWeights } from '../core/network/prune.js';
import { type Ranking, rankChannels } from '../core/network/ranking/index.js';
import type { Weights } from '../core/network/weights.js';
import { exportOnnx } from '../runtime/onnx/export.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import { readNetworkSource } from './network-source.js';
import { INVALID } from './validate.js';

/** How `--ranking` names criteria. Those that need data are left to pipelines. */
export const RANKINGS = {
  l1: { criterion: 'l1' },
  l2: { criterion: 'l2' },
  'bn-scale': { criterion: 'bn-scale' },
  'geometric-median': { criterion: 'geometric-median' },
  random: { criterion: 'random', seed: 0 },
} as const satisfies Record<string, Ranking>;

export type RankingName = keyof typeof RANKINGS;

export interface PruneOptions {
  /** Where the pruned network goes. */
  readonly out: string;
  /** A file with the plan. Without one the plan is made: */
  readonly plan?: string;
  /** from the share of channels that every group loses, 0 … 1, */
  readonly ratio: number;
  readonly ranking: RankingName;
  /** layers whose channels must stay, */
  readonly protect: readonly string[];
  /** and the multiples in which channels are kept. */
  readonly roundTo: number;
  readonly savePlan?: string;
  readonly input?: { readonly height: number; readonly width: number };
  /** Which output of an ONNX file has the class scores. Default: the first. */
  readonly output?: string;
  /** Which network of a pipeline. */
  readonly network?: string;
  /** A pipeline's network has its weights in this file. */
  readonly weights?: string;
  readonly json: boolean;
}

/**
 * Prunes the network of an ONNX file, or one of a pipeline with weights of its own, into an ONNX file. Returns the exit
 * code: 0, or 3 for an invalid pipeline.
 *
 * Throws a NetworkError `PLAN_FILE`, `WEIGHTS_FILE_MISSING`, `WEIGHTS_NONE`, those of reading the network, of the plan and of the
 * options, and an EnvironmentError `OUTPUT_FILE`.
 */
export async function prune(file: string, options: PruneOptions): Promise<number> {
  const source = await readSource(file, options);
  if (source === undefined) return INVALID;
  const { network, weights } = source;
  const plan = options.plan === undefined ? uniformPlan(source, options) : await readPlan(options.plan);
  const pruned = prunedNetwork(network, plan);
  await write(options.out, exportOnnx(pruned, sliceWeights(network, plan, weights)));
  if (options.savePlan !== undefined) await write(options.savePlan, formatPlan(plan));
  const [before, after] = [countLayers(network).total, countLayers(pruned).total];
  if (options.json) console.log(JSON.stringify({ before, after, plan, out: options.out }));
  else console.log(report(network, plan, before, after, options));
  if (source.layouts.length > 0) {
    console.error(`${options.out} lays out its ${source.layouts.join(' and ')} as NCHW, other than ${file}.`);
  }
  return 0;
}

interface Source {
  readonly network: Network;
  readonly weights: Weights;
  /** How a file laid out its images, where that was not as the pruned one does. */
  readonly layouts: readonly string[];
}

async function readSource(file: string, options: PruneOptions): Promise<Source | undefined> {
  const source = await readNetworkSource(file, options);
  if (source === undefined) return undefined;
  const { network, layout = {} } = source;
  const weights = options.weights === undefined ? source.weights : await readWeights(options.weights);
  const layouts = Object.entries(layout).flatMap(([end, order]) => (order === 'NCHW' ? [] : [end]));
  if (weights !== undefined) return { network, weights, layouts };
  throw new NetworkError('WEIGHTS_NONE', `The network of ${file} has no weights of its own.`, {
    hint: 'Name a safetensors file with --weights.',
  });
}

async function readWeights(file: string): Promise<Weights> {
  const bytes = await readOr(file, (cause) => {
    return new NetworkError('WEIGHTS_FILE_MISSING', `The weights file ${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  });
  return decodeSafetensors(bytes).weights;
}

async function readPlan(file: string): Promise<PrunePlan> {
  const bytes = await readOr(file, (cause) => {
    return new NetworkError('PLAN_FILE', `The prune plan ${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  });
  return parsePlan(bytes.toString('utf8'));
}

/** Every group loses its least important channels, as many as the ratio asks for and whole multiples allow. */
function uniformPlan({ network, weights }: Source, options: PruneOptions): PrunePlan {
  const { ratio, ranking, protect, roundTo } = options;
  const groups = channelGroups(network, { protect });
  const space = geneSpace(groups, { roundTo, minRatio: 0 });
  const ranks = rankChannels(network, groups, weights, RANKINGS[ranking]);
  return planFromGenome(
    space,
    ranks,
    space.map((gene) => geneAt(gene, ratio)),
  );
}

function report(
  network: Network,
  plan: PrunePlan,
  before: Counts,
  after: Counts,
  options: PruneOptions,
): string {
  const groups = channelGroups(network);
  const pruned = groups.filter(({ id, channels }) => id in plan.keep && plan.keep[id].length < channels);
  const table = new Table({ head: ['', 'before', 'after', ''], style: { head: [], border: [] } });
  for (const [label, key] of [
    ['MACs', 'macs'],
    ['Parameters', 'params'],
  ] as const) {
    const counts = [before[key], after[key]];
    table.push([label, ...counts.map(formatCount), formatGain(before[key], after[key])]);
  }
  const files = [options.out, ...(options.savePlan === undefined ? [] : [options.savePlan])];
  return `${table.toString()}\nPruned ${pruned.length} of ${groups.length} channel groups into ${files.join(' and ')}`;
}

async function readOr(file: string, error: (cause: unknown) => Error): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw error(cause);
  }
}

async function write(file: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw new EnvironmentError('OUTPUT_FILE', `${file} cannot be written.`, {
      hint: 'Check that its folder is there and not full.',
      cause,
    });
  }
}

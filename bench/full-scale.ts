import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { buildArchitecture } from '../core/network/architectures/index.js';
import { initialWeights } from '../core/network/parameters.js';
import { Random } from '../core/random.js';
import { projectRoot } from '../runtime/project.js';
import { encodeSafetensors } from '../runtime/tensor/safetensors.js';
import { startTestCluster, type TestCluster } from '../test/cluster.js';
import type { Benchmark } from './benchmark.js';
import { streetScenes } from './street-scenes.js';
import { timeSearch } from './time-search.js';
import { formatMs } from './timing.js';

const POPULATION = 6;
/** Of validation, and as many again from which batch norm is recalibrated. */
const IMAGES = 2;
const WORKERS = 2;
/** A tensor worker past this is replaced, since it may share its machine with others. */
const LIMIT_GIB = 4;
const WATCH_MS = 250;

export const fullScale: Benchmark = {
  name: 'full-scale',
  about: `a generation of fpga.yaml at full scale: ${String(POPULATION)} candidates of DeepLabV3+ at 960x960 on ${String(IMAGES)} images`,
  async run() {
    const cluster = await startTestCluster(WORKERS);
    try {
      const memory = watchMemory(cluster);
      const { paid, ms } = await searchOnce(cluster);
      const peak = memory.stop() / 2 ** 30;
      return [
        {
          what: `${String(paid)} candidates and the network before pruning, on ${String(WORKERS)} tensor workers`,
          ours: formatMs(ms),
          against: 'nothing',
        },
        {
          what: 'memory of a tensor worker at its peak',
          ours: `${peak.toFixed(2)} GiB`,
          against: `limit: ${String(LIMIT_GIB)} GiB`,
          ratio: peak / LIMIT_GIB,
          limit: 1,
        },
      ];
    } finally {
      await cluster.stop();
    }
  },
};

/** The search of the pipeline as it ships, from random weights. */
async function searchOnce(cluster: TestCluster): ReturnType<typeof timeSearch> {
  const weights = join(cluster.folder, 'random.safetensors');
  await writeFile(weights, randomWeights());
  const inputs = {
    ...{ scale: 'full', weights, cityscapes: await streetScenes() },
    ...{ population: POPULATION, generations: 1, images: IMAGES },
  };
  return timeSearch(cluster, 'full-scale', [await searchAlone(), { inputs }]);
}

/** `fpga.yaml` as it ships, as far as its search. */
async function searchAlone(): Promise<string> {
  const text = await readFile(join(projectRoot, 'pipelines/fpga.yaml'), 'utf8');
  const document = parseDocument(text);
  const steps = document.get('steps');
  if (!isMap(steps)) throw new Error('The pipeline has no steps.');
  for (const { key } of [...steps.items])
    if (!['load', 'train', 'search'].includes(String(key))) steps.delete(key);
  document.delete('finally');
  return document.toString();
}

function randomWeights(): Uint8Array {
  const network = buildArchitecture(
    {
      ...{ architecture: 'deeplabv3plus', backbone: 'resnet18', width: 1, outputStride: 16 },
      input: { height: 960, width: 960 },
    },
    19,
  );
  return encodeSafetensors(initialWeights(network, Random.fromSeed(1)));
}

/** Looks at the memory of tensor workers until it is stopped; that gives the most that any of them had at once, in bytes. */
function watchMemory({ supervisor }: TestCluster): { stop: () => number } {
  let most = 0;
  const look = (): void => {
    for (const { role, pid } of supervisor.workers())
      if (role === 'tensor' && pid !== undefined) most = Math.max(most, peakOf(pid));
  };
  const timer = setInterval(look, WATCH_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}

/** The most memory that a process has had so far, in bytes; 0 for one that has just died. */
function peakOf(pid: number): number {
  try {
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

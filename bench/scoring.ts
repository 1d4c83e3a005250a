import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelled } from '../core/hardware/measured-target.js';
import { rowModel } from '../core/hardware/index.js';
import { candidateScorer } from '../core/scoring/scorer.js';
import type { SystolicTarget, Target } from '../core/hardware/target.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import { rowMacs } from '../core/hardware/row-words.js';
import type { LayerRow } from '../core/network/table.js';
import { parseLayerTable } from '../core/network/table-file.js';
import { networkWidths } from '../core/network/widths.js';
import { Random } from '../core/random.js';
import { projectRoot } from '../runtime/project.js';
import { libraryTarget, readTarget } from '../runtime/targets.js';
import type { Benchmark, Finding } from './benchmark.js';
import { askPeer, numberOf } from './peer.js';
import { formatMs, leastMs } from './timing.js';

const LEAST_PER_SECOND = 20_000;
const CANDIDATES = 1000;
const REPEATS = 1000;
const LAYERS = join(projectRoot, 'test/reference/deeplabv3plus_resnet18_960_layers.csv');
const ARRAY: SystolicTarget = {
  model: 'systolic',
  array: { height: 32, width: 32 },
  dataflow: 'ws',
  clockMhz: 1000,
  wordBits: 8,
};

export const scoring: Benchmark = {
  name: 'scoring',
  about: 'candidates a second on one core, of the network of the published layer table',
  async run() {
    const designs = ['arria10-16x16x1', 'arria10-16x32x4', 'edge-systolic-32x32', 'rtx2080'];
    const targets = await Promise.all(
      designs.map(async (name) => modelled(await readTarget(await libraryTarget(name)))),
    );
    const findings: Finding[] = [];
    for (const [index, target] of targets.entries()) findings.push(await speedOf(designs[index], target));
    return [...findings, await besidePeer()];
  },
};

async function speedOf(name: string, target: Target): Promise<Finding> {
  const input = { height: 960, width: 960 };
  const network = buildArchitecture({ architecture: 'deeplabv3plus', backbone: 'resnet18', input }, 19);
  const widths = networkWidths(network);
  if (widths === undefined) throw new Error('the reference network has no widths');
  const score = candidateScorer(network, widths, [target]);
  const random = Random.fromSeed(1);
  const candidates = Array.from({ length: CANDIDATES }, () =>
    widths.groups.map(({ channels }) => 1 + random.below(channels)),
  );
  const [ms] = await leastMs(
    [
      () => {
        for (const candidate of candidates) score(candidate);
      },
    ],
    { turns: 30 },
  );
  const perSecond = (CANDIDATES / ms) * 1000;
  return {
    what: `candidates a second on ${name}`,
    ours: thousands(perSecond),
    against: `limit: ${thousands(LEAST_PER_SECOND)}`,
    ratio: LEAST_PER_SECOND / perSecond,
    limit: 1,
  };
}

/** The layers that SCALE-Sim gets through in some seconds, the smallest first. */
async function besidePeer(): Promise<Finding> {
  const rows = parseLayerTable(await readFile(LAYERS, 'utf8'), LAYERS)
    .filter(({ kind }) => kind === 'conv' || kind === 'conv_fused_add')
    .sort((a, b) => rowMacs(a) - rowMacs(b));
  const model = rowModel(ARRAY);
  const cyclesOf = (some: readonly LayerRow[]) =>
    some.reduce((sum, row, index) => sum + model(row, index).cycles, 0);
  const peer = await askPeer('scalesim', 'scalesim_layers.py', [LAYERS]);
  const simulated = rows.slice(0, peer && numberOf(peer, 'layers'));
  const repeat = () => {
    for (let count = 0; count < REPEATS; count++) cyclesOf(simulated);
  };
  const [repeated] = await leastMs([repeat], { turns: 10 });
  const ours = repeated / REPEATS;
  const what = `cycles of ${simulated.length} layers on a systolic array of 32x32`;
  if (peer === undefined) return { what, ours: formatUs(ours), against: 'no peer' };
  const [cycles, wanted] = [numberOf(peer, 'cycles'), cyclesOf(simulated)];
  if (cycles !== wanted) throw new Error(`SCALE-Sim counts ${cycles} cycles, and not ${wanted}`);
  const theirs = numberOf(peer, 'seconds') * 1000;
  return { what, ours: formatUs(ours), against: `SCALE-Sim: ${formatMs(theirs)}`, ratio: ours / theirs };
}

function formatUs(ms: number): string {
  return `${(ms * 1000).toFixed(2)} µs`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../runtime/project.js';
import { startLocal, localDefaults, type LocalCluster, type LocalOptions } from '../cli/local.js';

/** A real server and real workers on state of their own, for tests. */
export interface TestCluster extends LocalCluster {
  readonly folder: string;
}

/** `options` in place of the usual ones, such as the address of a server that the test runs itself. */
export async function startTestCluster(
  tensorWorkers: number,
  options: Partial<LocalOptions> = {},
): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-test-'));
  const cluster = await startLocal({
    ...localDefaults,
    ...options,
    tensorWorkers,
    base: join(projectRoot, 'pipelines'),
    home: join(folder, 'home'),
    out: join(folder, 'out'),
  });
  return {
    ...cluster,
    folder,
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Lets no evaluation of an earlier run answer for one of a later run. */
export async function forgetEvaluations({ folder }: TestCluster): Promise<void> {
  await rm(join(folder, 'home', 'store', 'labels'), { recursive: true, force: true });
}

/** A pipeline that searches for a moment, from the weights that ship. */
export function smallSearch(population: number, generations: number): string {
  const size = { seed: 3, train: 64, validation: 32, population, generations };
  return [
    digitsSearch({ name: 'small-search', ...size }).trimEnd(),
    "      constraints: ['latency.edge <= 0.6 * baseline.latency.edge']",
    '      sampling: ladder',
    '      evaluation: { images: all, recalibrationImages: 32 }',
    '',
  ].join('\n');
}

/** A pipeline whose last lines are a search's settings, to which more can be written. */
export function digitsSearch(
  size: Readonly<Record<'seed' | 'train' | 'validation' | 'population' | 'generations', number>> & {
    readonly name: string;
  },
): string {
  const { name, seed, train, validation, population, generations } = size;
  return `
version: 1
name: ${name}
seed: ${String(seed)}
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, width: 0.25, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: ${String(train)}, validation: ${String(validation)} }
targets:
  edge: { model: pe-array, spatialUnroll: { C: 4, K: 4 }, clockMhz: 150, wordBits: 16, dramGbps: 32 }
steps:
  load: { uses: load, with: { network: deeplab, dataset: digits, weights: weights/deeplab-digits.safetensors } }
  search:
    uses: search
    with:
      network: \${{ steps.load.network }}
      dataset: digits
      population: ${String(population)}
      generations: ${String(generations)}
      objectives: [{ maximize: miou }, { minimize: latency, target: edge }]
`;
}

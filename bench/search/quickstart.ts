import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDefaults, startLocal } from '../../cli/local.js';
import { projectRoot } from '../../runtime/project.js';
import { parseBlobId } from '../../runtime/store/blob-id.js';
import { getJson } from '../../runtime/store/json.js';
import { openStore } from '../../runtime/store/open.js';
import type { Store } from '../../runtime/store/store.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { parse, stringify } from 'yaml';

/** What a search found, and what it took. */
export interface Found {
  readonly hypervolume: number;
  /** Images on which candidates were judged, those counted that an earlier run paid for. */
  readonly images: number;
  /** Images on which batch norm was recalibrated for that, none where an earlier run did it. */
  readonly recalibration: number;
  readonly evaluations: number;
  /** Of all candidates. */
  readonly genomes: readonly unknown[];
}

/** Runs the quickstart's search with another seed and other settings. */
export type QuickstartSearch = (seed: number, settings: Readonly<Record<string, unknown>>) => Promise<Found>;

/** Lends a real server and workers with a store of their own, on which searches share their evaluations. */
export async function withQuickstart<T>(work: (search: QuickstartSearch) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-bench-'));
  const base = join(projectRoot, 'pipelines');
  const cluster = await startLocal({
    ...localDefaults,
    base,
    home: join(folder, 'home'),
    out: join(folder, 'out'),
  });
  const text = await readFile(join(base, 'quickstart.yaml'), 'utf8');
  const store = openStore(join(folder, 'home/store'));
  let runs = 0;
  try {
    return await work(async (seed, settings) => {
      const workflowId = `search-${String(++runs)}`;
      const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
        taskQueue: localDefaults.taskQueue,
        workflowId,
        args: [searchOnly(text, seed, settings)],
      });
      return found(store, steps.search.outputs);
    });
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function searchOnly(text: string, seed: number, settings: Readonly<Record<string, unknown>>): string {
  const document: unknown = parse(text);
  if (!isQuickstart(document)) throw new Error('The quickstart has no search.');
  const { load, search } = document.steps;
  return stringify({
    ...document,
    seed,
    steps: { load, search: { ...search, with: { ...search.with, ...settings } } },
  });
}

function isQuickstart(
  value: unknown,
): value is { steps: { load: object; search: { with: Readonly<Record<string, unknown>> } } } {
  return typeof value === 'object' && value !== null && 'steps' in value;
}

async function found(store: Store, outputs: Readonly<Record<string, unknown>>): Promise<Found> {
  const { front, images, evaluations, record } = outputs;
  return {
    genomes: await genomesOf(store, record),
    hypervolume: numberIn(front, 'hypervolume'),
    images: numberIn(images, 'evaluated') + numberIn(images, 'cached'),
    recalibration: numberIn(images, 'recalibration'),
    evaluations: numberIn(evaluations, 'paid') + numberIn(evaluations, 'cached'),
  };
}

async function genomesOf(store: Store, record: unknown): Promise<readonly unknown[]> {
  const { generations } = await getJson(store, parseBlobId(String(record)), hasGenerations);
  const all = await Promise.all(generations.map((id) => getJson(store, parseBlobId(id), hasCandidates)));
  return all.flatMap(({ candidates }) => candidates.map(({ genome }) => genome));
}

function hasGenerations(value: unknown): value is { generations: readonly string[] } {
  return typeof value === 'object' && value !== null && 'generations' in value;
}

function hasCandidates(value: unknown): value is { candidates: readonly { genome: unknown }[] } {
  return typeof value === 'object' && value !== null && 'candidates' in value;
}

function numberIn(value: unknown, key: string): number {
  if (typeof value === 'object' && value !== null) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    const number = entries.find(([name]) => name === key)?.[1];
    if (typeof number === 'number') return number;
  }
  throw new Error(`The search gives no ${key}.`);
}

import type { Dataset, Sample } from '../../datasets/dataset.js';
import { readAhead } from '../read-ahead.js';
import { SampleCache, type SplitName } from './sample-cache.js';

/** Where samples come from. `datasetKey` is `EvaluationJob`'s. */
export interface SampleSource {
  readonly dataset: Dataset;
  readonly datasetKey?: string;
}

export interface ReadingHooks {
  readonly signal?: AbortSignal;
  readonly cache?: SampleCache;
}

/** What is decoded while a network runs. */
const BATCHES_AHEAD = 1;

const processCache = new SampleCache(512 * 1024 * 1024);

/** Reads the samples at some indices of a split, batch by batch. Ends where the signal says so. */
export async function* readBatches(
  { dataset, datasetKey }: SampleSource,
  { signal, cache = processCache }: ReadingHooks,
  name: SplitName,
  indices: readonly number[],
  batchSize: number,
): AsyncGenerator<readonly Sample[]> {
  const read = (index: number): Promise<Sample> =>
    datasetKey === undefined ? dataset[name].read(index) : cache.read(datasetKey, dataset, name, index);
  const reads = Array.from({ length: Math.ceil(indices.length / batchSize) }, (_, batch) => () => {
    const start = batch * batchSize;
    return Promise.all(indices.slice(start, start + batchSize).map(read));
  });
  signal?.throwIfAborted();
  for await (const batch of readAhead(reads, BATCHES_AHEAD)) {
    signal?.throwIfAborted();
    yield batch;
  }
}

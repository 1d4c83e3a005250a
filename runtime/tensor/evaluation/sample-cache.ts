import type { Dataset, Sample } from '../../datasets/dataset.js';

export type SplitName = 'train' | 'validation';

/**
 * Keeps decoded samples in memory within a number of bytes. A search reads the same images hundreds of times from
 * beginning to end, where dropping the least recently used sample would never hit; so what is in stays, and only the
 * samples of datasets that were not read for longest make room.
 */
export class SampleCache {
  private readonly datasets = new Map<string, Map<string, Sample>>();
  private held = 0;

  constructor(private readonly maxBytes: number) {}

  /** Bytes of the samples held. */
  get bytes(): number {
    return this.held;
  }

  /** A sample at an index of a split. `key` names the dataset's content: same key, same samples. */
  async read(key: string, dataset: Dataset, split: SplitName, index: number): Promise<Sample> {
    const samples = this.touch(key);
    const place = `${split} ${index}`;
    const cached = samples.get(place);
    if (cached !== undefined) return cached;
    const sample = await dataset[split].read(index);
    this.keep(key, place, sample);
    return sample;
  }

  /** The samples of a dataset, which becomes the one that was read last. */
  private touch(key: string): Map<string, Sample> {
    const samples = this.datasets.get(key) ?? new Map<string, Sample>();
    this.datasets.delete(key);
    this.datasets.set(key, samples);
    return samples;
  }

  private keep(key: string, place: string, sample: Sample): void {
    const samples = this.datasets.get(key);
    const size = sizeOf(sample);
    if (samples === undefined || samples.has(place) || size > this.maxBytes) return;
    for (const [other, held] of this.datasets) {
      if (this.held + size <= this.maxBytes || other === key) break;
      this.datasets.delete(other);
      for (const dropped of held.values()) this.held -= sizeOf(dropped);
    }
    if (this.held + size > this.maxBytes) return;
    samples.set(place, sample);
    this.held += size;
  }
}

function sizeOf({ image, labels }: Sample): number {
  return image.byteLength + labels.byteLength;
}

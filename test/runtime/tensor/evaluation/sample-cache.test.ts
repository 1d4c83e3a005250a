import { expect } from 'chai';
import type { Dataset, Sample } from '../../../../runtime/datasets/dataset.js';
import { SampleCache } from '../../../../runtime/tensor/evaluation/sample-cache.js';

/** Each sample is of 4 bytes. */
function countingDataset(): { dataset: Dataset; reads: string[] } {
  const reads: string[] = [];
  const split = (name: string) => ({
    length: 10,
    read: async (index: number): Promise<Sample> => {
      reads.push(`${name} ${index}`);
      return { width: 1, height: 1, image: new Uint8Array(3), labels: Uint8Array.of(index) };
    },
  });
  return { dataset: { classes: ['a'], train: split('train'), validation: split('validation') }, reads };
}

describe('SampleCache', () => {
  it('reads a sample once, and tells splits and datasets apart', async () => {
    const { dataset, reads } = countingDataset();
    const cache = new SampleCache(100);
    for (let round = 0; round < 2; round++) {
      expect((await cache.read('a', dataset, 'train', 1)).labels[0]).to.equal(1);
      await cache.read('a', dataset, 'validation', 1);
      await cache.read('b', dataset, 'train', 1);
    }
    expect(reads).to.deep.equal(['train 1', 'validation 1', 'train 1']);
    expect(cache.bytes).to.equal(12);
  });

  it('keeps what came first when a dataset does not fit, so that a second pass still hits', async () => {
    const { dataset, reads } = countingDataset();
    const cache = new SampleCache(10);
    for (let round = 0; round < 2; round++) {
      for (const index of [0, 1, 2]) await cache.read('a', dataset, 'train', index);
    }
    expect(reads).to.deep.equal(['train 0', 'train 1', 'train 2', 'train 2']);
    expect(cache.bytes).to.equal(8);
  });

  it('drops the dataset that was not read for longest to make room', async () => {
    const { dataset, reads } = countingDataset();
    const cache = new SampleCache(8);
    await cache.read('a', dataset, 'train', 0);
    await cache.read('b', dataset, 'train', 0);
    await cache.read('a', dataset, 'train', 0);
    await cache.read('c', dataset, 'train', 0);
    expect(cache.bytes).to.equal(8);
    await cache.read('a', dataset, 'train', 0);
    await cache.read('b', dataset, 'train', 0);
    expect(reads).to.have.length(4);
  });

  it('counts a sample once that two readers ask for at the same time', async () => {
    const { dataset } = countingDataset();
    const cache = new SampleCache(100);
    await Promise.all([cache.read('a', dataset, 'train', 0), cache.read('a', dataset, 'train', 0)]);
    expect(cache.bytes).to.equal(4);
  });

  it('does not keep a sample larger than itself', async () => {
    const { dataset } = countingDataset();
    const cache = new SampleCache(3);
    await cache.read('a', dataset, 'train', 0);
    expect(cache.bytes).to.equal(0);
  });
});

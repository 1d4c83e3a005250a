import { BatchReader } from '../runtime/tensor/training/batches.js';
import { readAhead } from '../runtime/tensor/read-ahead.js';
import { openDataset } from '../runtime/datasets/open.js';
import type { Benchmark, Finding } from './benchmark.js';
import { askPeer, numberOf } from './peer.js';
import { SCENE, streetScenes } from './street-scenes.js';
import { least } from './timing.js';

const BATCH = 4;
const BATCHES = 12;
/** Each side is measured as often, one after the other, as the machine is not always as fast. */
const TURNS = 3;
const SIZE = { width: 1024, height: 512 } as const;

/** What is read: windows at their own size, or whole images scaled down. */
interface Way {
  readonly what: string;
  readonly crop?: typeof SIZE;
}

const WAYS: readonly Way[] = [
  { what: `windows of ${SIZE.width}x${SIZE.height}`, crop: SIZE },
  { what: `whole images as ${SIZE.width}x${SIZE.height}` },
];
const DECODERS = ['pillow', 'torchvision'] as const;

export const reading: Benchmark = {
  name: 'reading',
  about: `batches for training out of PNGs of ${SCENE.width}x${SCENE.height}`,
  async run() {
    const root = await streetScenes();
    const findings: Finding[] = [];
    for (const way of WAYS) findings.push(...(await compare(root, way)));
    return findings;
  },
};

async function compare(root: string, { what, crop }: Way): Promise<readonly Finding[]> {
  const ours: number[] = [];
  const theirs = DECODERS.map((): number[] => []);
  await ourMsPerImage(root, crop);
  for (let turn = 0; turn < TURNS; turn++) {
    ours.push(await ourMsPerImage(root, crop));
    for (const [index, decoder] of DECODERS.entries()) {
      const words = [root, '--decoder', decoder, '--size', text(SIZE), '--turn', String(turn)];
      const peer = await askPeer('peers', 'read_cityscapes.py', [
        ...words,
        ...['--batch', String(BATCH), '--batches', String(BATCHES)],
        ...(crop === undefined ? [] : ['--crop', text(crop)]),
      ]);
      if (peer !== undefined) theirs[index].push(numberOf(peer, 'msPerImage'));
    }
  }
  const speed = `${rate(least(ours))} images/s`;
  return DECODERS.map((decoder, index) => {
    const finding = { what: `${what}, ${decoder}`, ours: speed };
    if (theirs[index].length === 0) return { ...finding, against: 'no peer' };
    const other = least(theirs[index]);
    return {
      ...finding,
      against: `PyTorch's DataLoader, two workers: ${rate(other)} images/s`,
      ratio: least(ours) / other,
      limit: 1,
    };
  });
}

/** The time that an image takes of batches as a training reads them, with nobody who trains. */
async function ourMsPerImage(root: string, crop: Way['crop']): Promise<number> {
  const dataset = await openDataset(
    { kind: 'cityscapes', root, ...(crop === undefined ? {} : { crop }) },
    { ...SIZE, seed: 1, base: '/' },
  );
  const reader = new BatchReader(dataset.train, { batchSize: BATCH, seed: 1 }, SIZE);
  const reads = Array.from({ length: BATCHES }, (_, step) => () => reader.read(step));
  const begin = performance.now();
  let images = 0;
  for await (const { labels } of readAhead(reads, 2)) images += labels.length / (SIZE.width * SIZE.height);
  return (performance.now() - begin) / images;
}

function text({ width, height }: typeof SIZE): string {
  return `${width}x${height}`;
}

function rate(msPerImage: number): string {
  return (1000 / msPerImage).toFixed(1);
}

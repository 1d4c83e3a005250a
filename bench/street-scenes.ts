import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../core/random.js';
import { projectRoot } from '../runtime/project.js';
import { CITYSCAPES_IDS } from '../runtime/datasets/cityscapes-labels.js';

/** Size of Cityscapes' images. */
export const SCENE = { width: 2048, height: 1024 } as const;
const SCENES = { train: 24, val: 2 } as const;
/** Side of the patches that have a colour and a label of their own, in pixels. */
const PATCH = 64;
/** What makes a PNG of a scene as large as those of Cityscapes, some 2.3 MB: sensors have noise. */
const NOISE = 5;
const root = join(projectRoot, '.cache/bench/street-scenes');

/** Made-up images in the layout and size of Cityscapes, written once. Gives their root. */
export async function streetScenes(): Promise<string> {
  if (existsSync(root)) return root;
  const unfinished = `${root}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  const random = Random.fromSeed(1);
  for (const split of ['train', 'val'] as const) {
    for (let number = 0; number < SCENES[split]; number++)
      await writeScene(unfinished, split, number, random);
  }
  await rename(unfinished, root);
  return root;
}

async function writeScene(folder: string, split: string, number: number, random: Random): Promise<void> {
  const { width, height } = SCENE;
  const columns = width / PATCH;
  const patches = Array.from({ length: columns * (height / PATCH) }, () => ({
    id: CITYSCAPES_IDS[random.below(CITYSCAPES_IDS.length)],
    colour: [random.below(200), random.below(200), random.below(200)],
  }));
  const image = new Uint8Array(width * height * 3);
  const ids = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { id, colour } = patches[Math.floor(y / PATCH) * columns + Math.floor(x / PATCH)];
      const at = y * width + x;
      ids[at] = id;
      const bits = random.uint32();
      // Light falls off to the right of a patch.
      for (let channel = 0; channel < 3; channel++)
        image[at * 3 + channel] =
          colour[channel] + (x % PATCH) / 4 + (((bits >>> (8 * channel)) & 255) % NOISE);
    }
  }
  const stem = `ulm_000000_${String(number).padStart(6, '0')}`;
  await write(join(folder, 'leftImg8bit', split, 'ulm', `${stem}_leftImg8bit.png`), image, 3);
  await write(join(folder, 'gtFine', split, 'ulm', `${stem}_gtFine_labelIds.png`), ids, 1);
}

async function write(file: string, pixels: Uint8Array, channels: 1 | 3): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const picture = sharp(pixels, { raw: { ...SCENE, channels } });
  await (channels === 1 ? picture.toColourspace('b-w') : picture)
    .png({ adaptiveFiltering: true })
    .toFile(file);
}

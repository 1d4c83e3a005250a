import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { load } from '../../activities/load.js';
import type { LoadRequest, RunContext } from '../../activities/messages.js';
import { describeNetwork, readNetwork, writeNetwork } from '../../activities/networks.js';
import { save } from '../../activities/save.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import type { Architecture } from '../../core/pipeline/document.js';
import { openFileStore } from '../../runtime/store/file-store.js';
import type { Store } from '../../runtime/store/store.js';
import { encodeSafetensors } from '../../runtime/tensor/safetensors.js';
import { SMALL } from '../core/network/architectures/small.js';
import { randomWeights } from '../core/network/random-networks.js';

describe('weights in files', () => {
  const run: RunContext = { runId: 'run', seed: 1, base: null };
  const classes = ['road', 'sky', 'car'];
  let baseFolder: string;
  let surroundings: { readonly store: Store; readonly baseFolder: string };

  before(async () => {
    baseFolder = await mkdtemp(join(tmpdir(), 'espalier-weights-'));
    surroundings = { baseFolder, store: openFileStore(join(baseFolder, 'store')) };
  });
  after(() => rm(baseFolder, { recursive: true }));

  function request(architecture: Architecture, weights: string, seed = 1): LoadRequest {
    return { run, name: 'mine', spec: architecture, dataset: null, weights, seed };
  }

  for (const [title, architecture] of Object.entries(SMALL)) {
    it(`come back as they were saved: ${title}`, async () => {
      const built = buildArchitecture(architecture, classes.length);
      const weights = randomWeights(built, 2);
      const artifact = await describeNetwork(surroundings.store, 'mine', { network: built, classes });
      const network = await writeNetwork(surroundings.store, artifact, weights);
      const file = await save(surroundings, { run, network, weights: 'saved/mine.safetensors' });
      expect(file.weights).to.equal(join(baseFolder, 'saved/mine.safetensors'));
      expect(await load(surroundings, request(architecture, 'saved/mine.safetensors'))).to.deep.equal({
        network,
      });
    });
  }

  describe('of torchvision', () => {
    const architecture = SMALL['DeepLabV3+'];
    const theirs = new Map(
      [...randomWeights(buildArchitecture(architecture, classes.length), 3)].flatMap(([name, tensor]) =>
        name.startsWith('backbone.') ? [[name.replace('backbone.', ''), tensor] as const] : [],
      ),
    );

    before(async () => {
      const bytes = encodeSafetensors(theirs, { classes: JSON.stringify(classes) });
      await writeFile(join(baseFolder, 'resnet18.safetensors'), withCounter(bytes));
    });

    it('load into the backbone, the head being drawn from the seed', async () => {
      const [first, same, other] = await Promise.all(
        [1, 1, 2].map((seed) => load(surroundings, request(architecture, 'resnet18.safetensors', seed))),
      );
      expect(same).to.deep.equal(first);
      expect(other).not.to.deep.equal(first);
      const { weights, artifact } = await readNetwork(surroundings.store, first.network);
      expect(artifact.classes).to.deep.equal(classes);
      expect(weights.get('backbone.layer4.1.conv2.weight')).to.deep.equal(
        theirs.get('layer4.1.conv2.weight'),
      );
      expect(weights.get('classifier.weight')?.data.some((value) => value !== 0)).to.equal(true);
    });
  });
});

/** The same file with a count of batches behind the values, 64-bit integers as torchvision has them. */
function withCounter(bytes: Uint8Array): Uint8Array {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length)).trim();
  const end = bytes.length - 8 - length;
  const counter = `"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[${end},${end + 8}]}`;
  const longer = new TextEncoder().encode(`${header.slice(0, -1)},${counter}}`);
  const file = new Uint8Array(8 + longer.length + end + 8);
  new DataView(file.buffer).setBigUint64(0, BigInt(longer.length), true);
  file.set(longer, 8);
  file.set(bytes.subarray(8 + length), 8 + longer.length);
  return file;
}

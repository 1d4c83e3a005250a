import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BlobId, PruneRequest, RankingRef, ScoreRequest } from '../../activities/messages.js';
import {
  describeNetwork,
  networkOf,
  readNetwork,
  readPlan,
  readPruned,
  writeNetwork,
} from '../../activities/networks.js';
import { cheapMetrics, prune, pruneAndScore, score } from '../../activities/search-space.js';
import { sweep } from '../../activities/sensitivity.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { geneSpace } from '../../core/network/genome.js';
import { channelGroups } from '../../core/network/groups.js';
import { initialWeights } from '../../core/network/parameters.js';
import { Random } from '../../core/random.js';
import { openFileStore } from '../../runtime/store/file-store.js';
import type { Store } from '../../runtime/store/store.js';
import { encodeSafetensors } from '../../runtime/tensor/safetensors.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  3,
);
const weights = initialWeights(network, Random.fromSeed(2));
const half = geneSpace(channelGroups(network), { roundTo: 1, minRatio: 0.5 }).map(({ min }) => min);

describe('pruning a stored network', () => {
  let folder: string;
  let store: Store;
  let id: BlobId;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-test-'));
    store = openFileStore(folder);
    const description = await describeNetwork(store, 'small', { network, classes: ['a', 'b', 'c'] });
    id = await writeNetwork(store, description, weights);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is scored many at a time as one by one', async () => {
    const targets = {
      edge: {
        model: 'pe-array',
        spatialUnroll: { C: 4, K: 4 },
        clockMhz: 150,
        wordBits: 16,
        dramGbps: 4,
      },
    } as const;
    const request = { network: id, protect: [], roundTo: 1, minRatio: 0.1 };
    const genes = geneSpace(channelGroups(network), request);
    const most = genes.map(({ max }) => max);
    const genomes = [half, genes.map(({ min }) => min), ...Array<number[]>(8).fill(most)];
    const plans = await prune({ store }, { ...request, genomes });
    const scores = await score({ store }, { network: id, plans: [null, ...plans], targets });
    const singles = await Promise.all(
      plans.map(async (plan) => (await score({ store }, { network: id, plans: [plan], targets }))[0]),
    );
    expect(scores.slice(1)).to.deep.equal(singles);
    expect(scores[0]).to.deep.equal(cheapMetrics(network, targets));
    expect(scores[3]).to.deep.equal(scores[0]);
    const metrics = ['latency.edge', 'energy.edge', 'ops', 'params'];
    for (const metric of metrics) expect(scores[2][metric], metric).to.be.below(scores[1][metric]);
  });

  function planBy(changes: Pick<PruneRequest, 'ranking' | 'norm'>): Promise<readonly BlobId[]> {
    const request = { network: id, protect: [], roundTo: 1, minRatio: 0.1, genomes: [half] };
    return prune({ store }, { ...request, ...changes });
  }

  it('ranks by any criterion, each in its way, and again alike', async () => {
    const gradients = await store.put(encodeSafetensors(initialWeights(network, Random.fromSeed(3))));
    const rankings: readonly RankingRef[] = [
      { criterion: 'l1' },
      { criterion: 'l2' },
      { criterion: 'geometric-median' },
      { criterion: 'taylor', gradients },
      { criterion: 'random', seed: 1 },
      { criterion: 'random', seed: 2 },
    ];
    const plans: (readonly BlobId[])[] = [];
    for (const ranking of rankings) plans.push(await planBy({ ranking }));
    expect(new Set(plans.flat()).size).to.equal(rankings.length);
    expect(await planBy({ ranking: rankings[3] })).to.deep.equal(plans[3]);
    expect(await planBy({ norm: 'l2' }), 'as earlier releases ask').to.deep.equal(plans[1]);
  });

  it('tries gradients again that were not there', async () => {
    const bytes = encodeSafetensors(initialWeights(network, Random.fromSeed(4)));
    const elsewhere = openFileStore(join(folder, 'elsewhere'));
    const ranking = { criterion: 'taylor', gradients: await elsewhere.put(bytes) } as const;
    const error: unknown = await planBy({ ranking }).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'STORE_MISSING');
    await store.put(bytes);
    expect(await planBy({ ranking })).to.have.length(1);
  });

  it('gives in one go what pruning and scoring give one after the other', async () => {
    const whole = geneSpace(channelGroups(network), { roundTo: 1, minRatio: 0.5 }).map(({ max }) => max);
    const request = { network: id, protect: [], roundTo: 1, minRatio: 0.1, genomes: [half, whole] };
    const targets: ScoreRequest['targets'] = {
      edge: { model: 'pe-array', spatialUnroll: { C: 4, K: 4 }, clockMhz: 150, wordBits: 16, dramGbps: 32 },
    };
    const plans = await prune({ store }, request);
    const metrics = await score({ store }, { network: id, plans, targets });
    const prepared = await pruneAndScore({ store }, { ...request, targets });
    expect(prepared).to.deep.equal(plans.map((plan, index) => ({ plan, metrics: metrics[index] })));
    expect(prepared[0].metrics.ops).to.be.below(prepared[1].metrics.ops);
  });

  it('reads a network again that was not there', async () => {
    const elsewhere = openFileStore(join(folder, 'elsewhere'));
    const description = await describeNetwork(store, 'late', { network, classes: ['a', 'b', 'c'] });
    const late = await writeNetwork(elsewhere, description, weights);
    const error: unknown = await readNetwork(store, late).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'STORE_MISSING');
    expect(await writeNetwork(store, description, weights)).to.equal(late);
    expect((await readNetwork(store, late)).artifact.name).to.equal('late');
  });

  it('keeps the plan of all prunings of a network that is pruned twice', async () => {
    const ranking = { criterion: 'l1' } as const;
    const [first] = await planBy({ ranking });
    const once = await readPruned(store, id, first);
    const again = await writeNetwork(store, once.artifact, once.weights);
    const quarter = half.map((kept) => Math.ceil(kept / 2));
    const request = { protect: [], roundTo: 1, minRatio: 0.1, ranking, genomes: [quarter] };
    const [second] = await prune({ store }, { ...request, network: again });
    const twice = await readPruned(store, again, second);
    expect(await networkOf(store, twice.artifact)).to.deep.equal(twice.network);
    expect(twice.artifact.plan).to.not.deep.equal(await readPlan(store, second));
  });

  it('prunes one group at a time for a sensitivity, and names no plan where all stays', async () => {
    const swept = await sweep(
      { store },
      { network: id, protect: ['backbone.*'], roundTo: 4, ranking: { criterion: 'l1' }, ratios: [0.1, 0.5] },
    );
    expect(swept.map(({ id: group }) => group))
      .to.include('decoder.refine1.conv')
      .and.not.include('backbone.conv1');
    for (const { id: group, channels, points } of swept) {
      for (const { ratio, kept, plan } of points) {
        expect(kept).to.be.at.least((1 - ratio) * channels);
        expect(kept === channels || kept % 4 === 0).to.equal(true);
        const keep = plan === null ? {} : (await readPlan(store, plan)).keep;
        expect(
          Object.entries<readonly number[]>(keep).map(([name, { length }]) => [name, length]),
        ).to.deep.equal(kept === channels ? [] : [[group, kept]]);
      }
    }
  });
});

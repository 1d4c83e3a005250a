import { expect } from 'chai';
import fc from 'fast-check';
import { channelGroups } from '../../../core/network/groups.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import { rankChannels, type Criterion, type Ranking } from '../../../core/network/ranking/index.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { errorOf } from './expect-error.js';
import { pointwise as conv } from './pointwise.js';
import { networks, randomWeights } from './random-networks.js';

const CRITERIA: readonly Criterion[] = ['l1', 'l2', 'bn-scale', 'geometric-median', 'taylor', 'random'];

const image: Layer = { name: 'image', kind: 'input', inputs: [], channels: 1, height: 4, width: 4 };

function norm(input: string, shares?: string): Layer {
  return { name: `${input}.bn`, kind: 'batchnorm', inputs: [input], epsilon: 1e-5, shares };
}

function join(...inputs: readonly string[]): Layer {
  return { name: 'sum', kind: 'add', inputs };
}

function endsIn(layers: readonly Layer[]): Network {
  const last = layers.at(-1)?.name ?? 'image';
  return { layers: [image, ...layers, conv('classifier', last, 2)], output: 'classifier' };
}

function tensors(
  values: Readonly<Record<string, readonly [shape: readonly number[], data: readonly number[]]>>,
) {
  return new Map<string, Tensor>(
    Object.entries(values).map(([name, [shape, data]]) => [name, { shape, data: Float32Array.from(data) }]),
  );
}

/** Importances of the prunable groups by id. */
function ranked(network: Network, weights: Weights, ranking: Ranking): Record<string, number[]> {
  const ranks = rankChannels(network, channelGroups(network), weights, ranking);
  return Object.fromEntries([...ranks].map(([id, values]) => [id, [...values]]));
}

describe('the ranking of channels', () => {
  /** Two convolutions tied by an addition: filters (3, -4) and (1, 0), and filters (12) and (-2). */
  const tied = endsIn([
    conv('wide', 'image', 2, { kernel: [1, 2], padding: { top: 0, left: 0, bottom: 0, right: 1 } }),
    conv('plain', 'image', 2),
    join('wide', 'plain'),
  ]);
  const tiedWeights = tensors({
    'wide.weight': [
      [2, 1, 1, 2],
      [3, -4, 1, 0],
    ],
    'plain.weight': [
      [2, 1, 1, 1],
      [12, -2],
    ],
  });

  it('adds up the absolute weights of all filters of a group', () => {
    expect(ranked(tied, tiedWeights, { criterion: 'l1' })).to.deep.equal({ wide: [3 + 4 + 12, 1 + 2] });
  });

  it('takes the Euclidean norm of all filters of a group together', () => {
    expect(ranked(tied, tiedWeights, { criterion: 'l2' })).to.deep.equal({ wide: [13, Math.sqrt(5)] });
  });

  it('adds up the distances of a filter to all others of its layer', () => {
    const network = endsIn([conv('a', 'image', 3, { kernel: [1, 2] })]);
    const weights = tensors({
      'a.weight': [
        [3, 1, 1, 2],
        [0, 0, 3, 4, 0, 4],
      ],
    });
    expect(ranked(network, weights, { criterion: 'geometric-median' })).to.deep.equal({
      a: [5 + 4, 5 + 3, 4 + 3],
    });
  });

  it('looks at all filters of a layer whose channels lie in two groups', () => {
    const network = endsIn([
      conv('c', 'image', 3),
      conv('a', 'image', 1),
      conv('b', 'image', 2),
      { name: 'joined', kind: 'concat', inputs: ['a', 'b'] },
      join('c', 'joined'),
    ]);
    const weights = tensors({
      'c.weight': [
        [3, 1, 1, 1],
        [0, 1, 5],
      ],
      'a.weight': [[1, 1, 1, 1], [7]],
      'b.weight': [
        [2, 1, 1, 1],
        [1, 4],
      ],
    });
    expect(ranked(network, weights, { criterion: 'geometric-median' })).to.deep.equal({
      c: [1 + 5 + 0],
      'c#2': [1 + 4 + 3, 5 + 4 + 3],
    });
  });

  it('adds up the scales of the batch norms that follow a group, whatever their sign', () => {
    const network = endsIn([
      conv('a', 'image', 2),
      norm('a'),
      conv('b', 'image', 2),
      norm('b'),
      conv('c', 'image', 2),
      { name: 'one', kind: 'add', inputs: ['a.bn', 'b.bn'] },
      { name: 'two', kind: 'add', inputs: ['one', 'c'] },
    ]);
    const weights = tensors({ 'a.bn.weight': [[2], [-3, 1]], 'b.bn.weight': [[2], [0.5, 4]] });
    expect(ranked(network, weights, { criterion: 'bn-scale' })).to.deep.equal({ a: [3.5, 5] });
  });

  it('falls back to filters where no batch norm follows a group, or something else reads its filters', () => {
    expect(ranked(tied, tiedWeights, { criterion: 'bn-scale' })).to.deep.equal({ wide: [19, 3] });
    const weights = tensors({
      'a.weight': [
        [2, 1, 1, 1],
        [-5, 2],
      ],
      'a.bn.weight': [[2], [7, 9]],
    });
    const after = [conv('a', 'image', 2), norm('a'), join('a', 'a.bn')];
    const before = [
      conv('a', 'image', 2),
      { name: 'read', kind: 'relu', inputs: ['a'] } as const,
      norm('a'),
      join('read', 'a.bn'),
    ];
    for (const layers of [after, before]) {
      expect(ranked(endsIn(layers), weights, { criterion: 'bn-scale' })).to.deep.equal({ a: [5, 2] });
    }
  });

  it('squares the sum of weight times gradient over all filters of a group, biases included', () => {
    const network = endsIn([conv('a', 'image', 2, { bias: true }), conv('b', 'image', 2), join('a', 'b')]);
    const shape = [2, 1, 1, 1];
    const weights = tensors({
      'a.weight': [shape, [2, 3]],
      'a.bias': [[2], [1, 1]],
      'b.weight': [shape, [4, 5]],
    });
    const gradients = tensors({
      'a.weight': [shape, [1, 0.5]],
      'a.bias': [[2], [0, 2]],
      'b.weight': [shape, [-0.5, 1]],
    });
    expect(ranked(network, weights, { criterion: 'taylor', gradients })).to.deep.equal({
      a: [(2 + 0 - 2) ** 2, (1.5 + 2 + 5) ** 2],
    });
  });

  it("takes a batch norm's scale and shift for the filter that it follows", () => {
    const network = endsIn([conv('a', 'image', 2), norm('a')]);
    const pair = [2];
    const weights = tensors({ 'a.bn.weight': [pair, [2, 1]], 'a.bn.bias': [pair, [3, -1]] });
    const gradients = tensors({ 'a.bn.weight': [pair, [1, 4]], 'a.bn.bias': [pair, [-2, 1]] });
    expect(ranked(network, weights, { criterion: 'taylor', gradients })).to.deep.equal({
      a: [(2 - 6) ** 2, (4 - 1) ** 2],
    });
  });

  it('reads the filters of a transposed convolution along its second axis, group by group', () => {
    const up: Layer = {
      name: 'up',
      kind: 'convtranspose',
      inputs: ['a'],
      outChannels: 4,
      kernel: [1, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      outputPadding: [0, 0],
      groups: 2,
      bias: false,
    };
    const network = endsIn([conv('a', 'image', 4), up]);
    // Inputs 0 and 1 make outputs 0 and 1; inputs 2 and 3 make outputs 2 and 3. Outputs 0 and 2 are tied, and 1 and 3.
    const weights = tensors({
      'a.weight': [
        [4, 1, 1, 1],
        [1, 2, 3, 4],
      ],
      'up.weight': [
        [4, 2, 1, 1],
        [1, 10, 2, 20, 3, 30, 4, 40],
      ],
    });
    expect(ranked(network, weights, { criterion: 'l1' })).to.deep.equal({
      a: [1 + 3, 2 + 4],
      up: [1 + 2 + 3 + 4, 10 + 20 + 30 + 40],
    });
  });

  it('counts parameters that layers share once', () => {
    const network = endsIn([
      conv('a', 'image', 2),
      norm('a'),
      conv('again', 'image', 2, { shares: 'a' }),
      norm('again', 'a.bn'),
      join('a.bn', 'again.bn'),
    ]);
    const weights = tensors({
      'a.weight': [
        [2, 1, 1, 1],
        [1, -2],
      ],
      'a.bn.weight': [[2], [3, 4]],
      'a.bn.bias': [[2], [0, 0]],
    });
    expect(ranked(network, weights, { criterion: 'l1' })).to.deep.equal({ a: [1, 2] });
    expect(ranked(network, weights, { criterion: 'bn-scale' })).to.deep.equal({ a: [3, 4] });
    expect(ranked(network, weights, { criterion: 'taylor', gradients: weights })).to.deep.equal({
      a: [81, 256],
    });
  });

  it('does not count members without filters', () => {
    const network = endsIn([
      conv('a', 'image', 2),
      { name: 'offset', kind: 'constant', inputs: [], channels: 2, height: 1, width: 1 },
      join('offset', 'a'),
    ]);
    const weights = tensors({
      'a.weight': [
        [2, 1, 1, 1],
        [1, -2],
      ],
    });
    for (const criterion of ['l1', 'l2', 'bn-scale'] as const) {
      expect(ranked(network, weights, { criterion })).to.deep.equal({ a: [1, 2] });
    }
  });

  it('draws the same random importances for the same seed, and others for another', () => {
    const draw = (seed: number) => ranked(tied, new Map(), { criterion: 'random', seed });
    expect(draw(1)).to.deep.equal(draw(1));
    expect(draw(1)).to.not.deep.equal(draw(2));
  });

  it('refuses weights and gradients that lack a parameter', () => {
    const code = (weights: Weights, ranking: Ranking) => errorOf(() => ranked(tied, weights, ranking)).code;
    for (const criterion of ['l1', 'l2', 'bn-scale', 'geometric-median'] as const) {
      expect(code(new Map(), { criterion })).to.equal('WEIGHTS_MISSING');
    }
    expect(code(tiedWeights, { criterion: 'taylor', gradients: new Map() })).to.equal('GRADIENTS_MISSING');
  });

  it('gives every channel of every prunable group a finite importance, for any network', () => {
    fc.assert(
      fc.property(networks, fc.constantFrom(...CRITERIA), fc.nat(), (network, criterion, seed) => {
        const groups = channelGroups(network).filter(({ prunable }) => prunable);
        const ranking: Ranking = rankingOf(criterion, randomWeights(network, seed));
        const ranks = rankChannels(network, groups, randomWeights(network, seed + 1), ranking);
        expect([...ranks.keys()]).to.deep.equal(groups.map(({ id }) => id));
        for (const { id, channels } of groups) {
          const importance = ranks.get(id);
          expect(importance).to.have.length(channels);
          expect(importance?.every((value) => Number.isFinite(value) && value >= 0)).to.equal(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  /** A group of two convolutions, the first with a batch norm: what a permutation or a factor does to it is known. */
  const residual = endsIn([
    conv('a', 'image', 5, { kernel: [3, 3], padding: { top: 1, left: 1, bottom: 1, right: 1 } }),
    norm('a'),
    conv('b', 'image', 5),
    join('a.bn', 'b'),
  ]);
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
  const fromWeights = fc.constantFrom(...CRITERIA.filter((criterion) => criterion !== 'random'));

  it('permutes with the channels', () => {
    fc.assert(
      fc.property(fromWeights, fc.nat(), order, (criterion, seed, permutation) => {
        const [weights, gradients] = [randomWeights(residual, seed), randomWeights(residual, seed + 1)];
        const before = ranked(residual, weights, rankingOf(criterion, gradients)).a;
        const after = ranked(
          residual,
          permuted(weights, permutation),
          rankingOf(criterion, permuted(gradients, permutation)),
        ).a;
        permutation.forEach((channel, place) => {
          expect(after[place]).to.be.closeTo(before[channel], 1e-9 * (1 + before[channel]));
        });
      }),
    );
  });

  it('keeps its order when all weights are multiplied by one factor', () => {
    fc.assert(
      fc.property(fromWeights, fc.nat(), fc.constantFrom(0.25, 2, 64), (criterion, seed, factor) => {
        const [weights, gradients] = [randomWeights(residual, seed), randomWeights(residual, seed + 1)];
        const rank = (given: Weights) => {
          const importance = ranked(residual, given, rankingOf(criterion, gradients)).a;
          return [0, 1, 2, 3, 4].sort((a, b) => importance[a] - importance[b]);
        };
        const scaled = new Map(
          [...weights].map(([name, { shape, data }]) => [name, { shape, data: data.map((x) => factor * x) }]),
        );
        expect(rank(scaled)).to.deep.equal(rank(weights));
      }),
    );
  });
});

function rankingOf(criterion: Criterion, gradients: Weights): Ranking {
  if (criterion === 'taylor') return { criterion, gradients };
  return criterion === 'random' ? { criterion, seed: 4 } : { criterion };
}

/** The channels of the group in another order, in every tensor that has them. */
function permuted(weights: Weights, order: readonly number[]): Weights {
  return new Map(
    [...weights].map(([name, { shape, data }]) => {
      if (name.startsWith('classifier')) return [name, { shape, data }];
      const size = data.length / shape[0];
      const parts = order.map((channel) => [...data.subarray(channel * size, (channel + 1) * size)]);
      return [name, { shape, data: Float32Array.from(parts.flat()) }];
    }),
  );
}

import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { channelGroups } from '../../../core/network/groups.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { errorOf } from './expect-error.js';
import { networks } from './random-networks.js';

const image: Layer = { name: 'image', kind: 'input', inputs: [], channels: 2, height: 4, width: 4 };

function conv(name: string, input: string, outChannels: number, groups = 1): Layer {
  return {
    name,
    kind: 'conv',
    inputs: [input],
    outChannels,
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    groups,
    bias: false,
  };
}

function join(kind: 'add' | 'concat', name: string, ...inputs: readonly string[]): Layer {
  return { name, kind, inputs };
}

/** Groups of a network that ends in a classifier, as `id: layer[indices] … (reason)`, without input and output. */
function groupsOf(layers: readonly Layer[], protect: readonly string[] = []): string[] {
  const last = layers.at(-1)?.name ?? 'image';
  const network: Network = { layers: [image, ...layers, conv('classifier', last, 2)], output: 'classifier' };
  return channelGroups(network, { protect })
    .filter(({ id }) => id !== 'image' && id !== 'classifier')
    .map(({ id, members, reason }) => {
      const parts = members.map(({ layer, indices }) => `${layer}[${indices.join()}]`);
      return `${id}: ${parts.join(' ')}${reason === undefined ? '' : ` (${reason})`}`;
    });
}

describe('channel groups', () => {
  it('are one a convolution in a chain', () => {
    expect(groupsOf([conv('a', 'image', 2), conv('b', 'a', 3)])).to.deep.equal(['a: a[0,1]', 'b: b[0,1,2]']);
  });

  it('are tied by residual additions', () => {
    const layers = [conv('a', 'image', 2), conv('b', 'a', 3), conv('c', 'b', 2), join('add', 's', 'c', 'a')];
    expect(groupsOf(layers)).to.deep.equal(['a: a[0,1] c[0,1]', 'b: b[0,1,2]']);
  });

  it('are kept apart by a concat', () => {
    const layers = [conv('a', 'image', 2), conv('b', 'image', 3), join('concat', 'j', 'a', 'b')];
    expect(groupsOf(layers)).to.deep.equal(['a: a[0,1]', 'b: b[0,1,2]']);
  });

  it('split a convolution that is added to a concat, channel by channel', () => {
    const layers = [
      conv('a', 'image', 2),
      conv('b', 'image', 3),
      join('concat', 'j', 'a', 'b'),
      conv('c', 'image', 5),
      join('add', 's', 'j', 'c'),
    ];
    expect(groupsOf(layers)).to.deep.equal(['a: a[0,1] c[0,1]', 'b: b[0,1,2] c[2,3,4]']);
  });

  it('get ids of their own where one layer leads several', () => {
    const layers = [
      conv('c', 'image', 3),
      conv('a', 'image', 1),
      conv('b', 'image', 2),
      join('concat', 'j', 'a', 'b'),
      join('add', 's', 'c', 'j'),
    ];
    expect(groupsOf(layers)).to.deep.equal(['c: c[0] a[0]', 'c#2: c[1,2] b[0,1]']);
  });

  it('list a layer twice that gives a group two channels each', () => {
    const layers = [
      conv('a', 'image', 2),
      conv('b', 'image', 2),
      join('concat', 'ab', 'a', 'b'),
      join('concat', 'aa', 'b', 'a'),
      join('add', 's', 'ab', 'aa'),
      conv('d', 's', 2),
      join('concat', 'dd', 'd', 'd'),
      conv('e', 'image', 4),
      join('add', 't', 'dd', 'e'),
    ];
    expect(groupsOf(layers)).to.deep.equal(['a: a[0,1] b[0,1]', 'd: d[0,1] e[0,1] e[2,3]']);
  });

  it('go through a depthwise convolution, whatever its multiplier', () => {
    const layers = [conv('a', 'image', 2), conv('b', 'a', 2, 2), conv('c', 'b', 4, 2)];
    expect(groupsOf(layers)).to.deep.equal(['a: a[0,1] b[0,1] c[0,2] c[1,3]']);
  });

  it('keep the groups of a grouped convolution equally wide', () => {
    expect(groupsOf([conv('a', 'image', 4), conv('b', 'a', 6, 2)])).to.deep.equal([
      'a: a[0,1] a[2,3]',
      'b: b[0,1,2] b[3,4,5]',
    ]);
  });

  it('are frozen behind a depthwise convolution on the image', () => {
    const network: Network = { layers: [image, conv('a', 'image', 2, 2), conv('b', 'a', 2)], output: 'b' };
    const [first] = channelGroups(network);
    expect(first).to.include({ id: 'image', prunable: false, reason: 'input' });
    expect(first.members.map(({ layer }) => layer)).to.deep.equal(['image', 'a']);
  });

  it('are protected by patterns, also of layers that only pass channels on', () => {
    const layers = [conv('x.a', 'image', 1), conv('x.b', 'image', 1), join('concat', 'j', 'x.a', 'x.b')];
    expect(groupsOf(layers, ['x.?'])).to.deep.equal(['x.a: x.a[0] (protected)', 'x.b: x.b[0] (protected)']);
    expect(groupsOf(layers, ['*b'])).to.deep.equal(['x.a: x.a[0]', 'x.b: x.b[0] (protected)']);
    expect(groupsOf(layers, ['j'])).to.deep.equal(groupsOf(layers, ['x.*']));
    const error = errorOf(() => groupsOf(layers, ['x*b', 'x']));
    expect(error.code).to.equal('PROTECT_NO_MATCH');
    expect(error.message).to.include("'x'");
  });

  it('hold every channel that a layer makes exactly once, for any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const groups = channelGroups(network);
        const constants = new Set(
          network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name),
        );
        const made = groups.flatMap(({ members }) =>
          members
            .filter(({ layer }) => !constants.has(layer))
            .flatMap(({ layer, indices }) => indices.map((index) => `${layer}:${index}`)),
        );
        const shapes = inferShapes(network);
        const wanted = network.layers
          .filter(({ kind }) => ['input', 'conv', 'convtranspose', 'argmax'].includes(kind))
          .flatMap(({ name }) =>
            Array.from({ length: shapeOf(shapes, name).channels }, (_, index) => `${name}:${index}`),
          );
        expect(made.sort()).to.deep.equal(wanted.sort());
        expect(new Set(groups.map(({ id }) => id)).size).to.equal(groups.length);
        for (const { channels, members } of groups) {
          for (const { indices } of members) expect(indices.length).to.equal(channels);
        }
      }),
    );
  });

  it('of DeepLabV3+ tie residual stages, leave ASPP branches free and protect the classifier', () => {
    const input = { height: 64, width: 64 };
    const network = buildArchitecture({ architecture: 'deeplabv3plus', backbone: 'resnet18', input }, 19);
    const groups = channelGroups(network);
    const tied = groups.filter(({ members }) => members.length > 1);
    expect(
      tied.map(({ members }) => members.map(({ layer }) => layer.replace('backbone.', ''))),
    ).to.deep.equal([
      ['conv1', 'layer1.0.conv2', 'layer1.1.conv2'],
      ['layer2.0.downsample.0', 'layer2.0.conv2', 'layer2.1.conv2'],
      ['layer3.0.downsample.0', 'layer3.0.conv2', 'layer3.1.conv2'],
      ['layer4.0.downsample.0', 'layer4.0.conv2', 'layer4.1.conv2'],
    ]);
    expect(groups.filter(({ prunable }) => !prunable).map(({ id, reason }) => [id, reason])).to.deep.equal([
      ['input', 'input'],
      ['classifier', 'output'],
    ]);
    expect(groups).to.have.length(23);
  });

  it('of a network of 300 layers and 37,000 channels take milliseconds', () => {
    const chain = Array.from({ length: 300 }, (_, i) => conv(`c${i}`, i === 0 ? 'image' : `c${i - 1}`, 128));
    const network: Network = { layers: [image, ...chain], output: 'c299' };
    channelGroups(network);
    const start = performance.now();
    channelGroups(network);
    // Five times what it takes when nothing else runs, so that only a change of order fails.
    expect(performance.now() - start).to.be.below(250);
  });
});

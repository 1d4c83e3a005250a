import { expect } from 'chai';
import type { DeepLabV3PlusSpec } from '../../../../core/network/architectures/deeplabv3plus.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { countLayers } from '../../../../core/network/counts.js';
import type { ConvLayer, Network } from '../../../../core/network/layer.js';
import { parameterShapes } from '../../../../core/network/parameters.js';
import { inferShapes } from '../../../../core/network/shapes.js';
import { errorOf } from '../expect-error.js';

function build(changes: Partial<DeepLabV3PlusSpec> = {}, classes = 19): Network {
  const input = { height: 128, width: 256 };
  return buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', input, ...changes },
    classes,
  );
}

function convOf(network: Network, name: string): ConvLayer {
  const layer = network.layers.find((candidate) => candidate.name === name);
  if (layer?.kind !== 'conv') throw new Error(`${name} is no convolution`);
  return layer;
}

function backboneParams(network: Network): number {
  const layers = countLayers(network).layers.filter(({ name }) => name.startsWith('backbone.'));
  return layers.reduce((sum, { params }) => sum + params, 0);
}

describe('DeepLabV3+', () => {
  it('has the backbones that torchvision has, without their classifiers', () => {
    expect(backboneParams(build())).to.equal(11_689_512 - 513_000);
    expect(backboneParams(build({ backbone: 'resnet50' }))).to.equal(25_557_032 - 2_049_000);
    const names = [...parameterShapes(build({ backbone: 'resnet50' })).keys()];
    expect(names).to.include.members([
      'backbone.conv1.weight',
      'backbone.bn1.running_mean',
      'backbone.layer1.0.downsample.0.weight',
      'backbone.layer1.0.downsample.1.weight',
      'backbone.layer3.5.conv3.weight',
      'backbone.layer4.2.bn3.running_var',
    ]);
  });

  it('takes the operations that are published for ResNet-50 at 512x1024', () => {
    const { total } = countLayers(build({ backbone: 'resnet50', input: { height: 512, width: 1024 } }));
    expect(total.ops / 1e9).to.be.closeTo(276.9, 0.05);
    expect(total.ops).to.equal(2 * total.macs);
  });

  it('gives logits at the size of the input', () => {
    for (const backbone of ['resnet18', 'resnet50'] as const) {
      for (const outputStride of [8, 16] as const) {
        const network = build({ backbone, outputStride, input: { height: 65, width: 97 } }, 5);
        expect(inferShapes(network).get(network.output)).to.deep.equal({
          channels: 5,
          height: 65,
          width: 97,
        });
      }
    }
  });

  it('trades stride for dilation at either output stride', () => {
    for (const [outputStride, layer3, layer4, rates] of [
      [16, [2, 1], [1, 2], [6, 12, 18]],
      [8, [1, 2], [1, 4], [12, 24, 36]],
    ] as const) {
      for (const [backbone, conv] of [
        ['resnet18', 'conv1'],
        ['resnet50', 'conv2'],
      ] as const) {
        const network = build({ backbone, outputStride });
        const strided = (stage: string): number[] => {
          const { stride, dilation } = convOf(network, `backbone.${stage}.0.${conv}`);
          return [stride[0], dilation[0]];
        };
        expect(strided('layer3')).to.deep.equal(layer3);
        expect(strided('layer4')).to.deep.equal(layer4);
        expect([1, 2, 3].map((i) => convOf(network, `aspp.branch${i}.conv`).dilation[0])).to.deep.equal(
          rates,
        );
        const features = inferShapes(network).get('aspp.concat');
        expect(features?.height).to.equal(128 / outputStride);
      }
    }
  });

  it('scales every channel count but those of input and classes, to at least one', () => {
    const network = build({ width: 0.01 }, 7);
    expect(convOf(network, 'backbone.conv1').outChannels).to.equal(1);
    expect(convOf(network, 'backbone.layer4.0.conv1').outChannels).to.equal(5);
    expect(convOf(network, 'decoder.reduce.conv').outChannels).to.equal(1);
    expect(convOf(network, 'classifier').outChannels).to.equal(7);
  });

  it('normalises every convolution but the classifier, which has a bias', () => {
    const { layers } = build({ backbone: 'resnet50' });
    const normalised = new Set(layers.flatMap((layer) => (layer.kind === 'batchnorm' ? layer.inputs : [])));
    const plain = layers.filter((layer) => layer.kind === 'conv' && !normalised.has(layer.name));
    const biased = layers.filter((layer) => layer.kind === 'conv' && layer.bias);
    expect(plain.map(({ name }) => name)).to.deep.equal(['classifier']);
    expect(biased).to.deep.equal(plain);
  });

  // The same network written with torch.nn on torchvision's ResNet-50, counted by torch.utils.flop_counter (2 per MAC).
  it('with separable convolutions has the parameters and MACs of PyTorch', () => {
    const network = build({ backbone: 'resnet50', separable: true, input: { height: 512, width: 1024 } });
    const { params, macs } = countLayers(network).total;
    expect(params).to.equal(26_695_619);
    expect(macs).to.equal(75_356_962_816);
  });

  it('separates the 3x3 convolutions of pyramid and decoder only, with batch norm and ReLU between the halves', () => {
    const network = build({ separable: true });
    const grouped = network.layers.flatMap((layer) =>
      layer.kind === 'conv' && layer.groups > 1 ? [[layer.name, layer.groups, layer.dilation[0]]] : [],
    );
    expect(grouped).to.deep.equal([
      ['aspp.branch1.depthwise.conv', 512, 6],
      ['aspp.branch2.depthwise.conv', 512, 12],
      ['aspp.branch3.depthwise.conv', 512, 18],
      ['decoder.refine1.depthwise.conv', 304, 1],
      ['decoder.refine2.depthwise.conv', 256, 1],
    ]);
    const mixing = convOf(network, 'aspp.branch1.pointwise.conv');
    expect(mixing.kernel).to.deep.equal([1, 1]);
    expect(mixing.inputs).to.deep.equal(['aspp.branch1.depthwise.relu']);
  });

  for (const [title, changes, classes, part] of [
    ['a width of zero', { width: 0 }, 19, 'width is 0'],
    ['no classes', {}, 0, 'classes is 0'],
    ['half a pixel', { input: { height: 0.5, width: 8 } }, 19, 'input.height is 0.5'],
  ] as const) {
    it(`refuses ${title}`, () => {
      const error = errorOf(() => build(changes, classes));
      expect(error.code).to.equal('ARCHITECTURE_BAD_VALUE');
      expect(error.message).to.include(part);
    });
  }
});

import { expect } from 'chai';
import { type ArchitectureSpec, buildArchitecture } from '../../../../core/network/architectures/index.js';
import { isTorchvision, loadTorchvision } from '../../../../core/network/architectures/torchvision.js';
import { parameterShapes } from '../../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../../core/network/weights.js';
import { type TorchvisionNetwork, torchvisionShapes } from '../../../reference/torchvision.js';
import { errorOf } from '../expect-error.js';

const input = { height: 32, width: 32 };
const resnet18 = { architecture: 'deeplabv3plus', backbone: 'resnet18', input } as const;
const deeplab = { architecture: 'deeplabv3', backbone: 'resnet50', input } as const;

/** Tensors that are told apart by their names: of their values, which nothing here reads, there are none. */
function tensorsOf(shapes: ReadonlyMap<string, readonly number[]>): Map<string, Tensor> {
  return new Map([...shapes].map(([name, shape]) => [name, { shape, data: new Float32Array() }]));
}

function fileOf(network: TorchvisionNetwork): Map<string, Tensor> {
  return tensorsOf(torchvisionShapes(network));
}

function withPrefix(weights: Weights, prefix: string): Map<string, Tensor> {
  return new Map([...weights].map(([name, tensor]) => [`${prefix}${name}`, tensor]));
}

function load(spec: ArchitectureSpec, file: Weights): { loaded: Weights; begun: Weights } {
  const network = buildArchitecture(spec, 21);
  let begun: Weights = new Map();
  const loaded = loadTorchvision(spec.architecture, network, file, (isWanted) => {
    begun = new Map([...tensorsOf(parameterShapes(network))].filter(([name]) => isWanted(name)));
    return begun;
  });
  expect([...loaded].map(([name, { shape }]) => [name, shape])).to.have.deep.members([
    ...parameterShapes(network),
  ]);
  return { loaded, begun };
}

describe("torchvision's names", () => {
  const small = fileOf('resnet18');
  const large = fileOf('deeplabv3_resnet50');

  it('of a whole DeepLabV3 fill every parameter of ours, in shape and place', () => {
    const { loaded, begun } = load(deeplab, large);
    expect([...begun.keys()]).to.deep.equal([]);
    for (const [ours, theirs] of [
      ['backbone.layer3.5.conv3.weight', 'backbone.layer3.5.conv3.weight'],
      ['aspp.branch0.bn.running_var', 'classifier.0.convs.0.1.running_var'],
      ['aspp.branch2.conv.weight', 'classifier.0.convs.2.0.weight'],
      ['aspp.image.bn.bias', 'classifier.0.convs.4.2.bias'],
      ['aspp.project.conv.weight', 'classifier.0.project.0.weight'],
      ['head.bn.weight', 'classifier.2.weight'],
      ['classifier.bias', 'classifier.4.bias'],
    ]) {
      expect(loaded.get(ours), ours).to.equal(large.get(theirs));
    }
  });

  it('of a ResNet fill the backbone, with or without a prefix, and leave the rest as it begins', () => {
    for (const file of [small, withPrefix(small, 'backbone.')]) {
      const { loaded, begun } = load(resnet18, file);
      for (const [name, tensor] of loaded) {
        const theirs = small.get(name.replace('backbone.', ''));
        expect(tensor, name).to.equal(name.startsWith('backbone.') ? theirs : begun.get(name));
      }
    }
  });

  it('of a DeepLabV3 give another architecture its backbone alone', () => {
    const { loaded, begun } = load({ ...resnet18, backbone: 'resnet50' }, large);
    expect(loaded.get('backbone.conv1.weight')).to.equal(large.get('backbone.conv1.weight'));
    expect(begun.has('aspp.branch0.conv.weight')).to.equal(true);
  });

  it('of a DeepLabV3 without its last layer leave that layer as it begins', () => {
    const file = new Map(large);
    file.delete('classifier.4.weight');
    file.delete('classifier.4.bias');
    const { loaded, begun } = load(deeplab, file);
    expect([...begun.keys()]).to.deep.equal(['classifier.weight', 'classifier.bias']);
    expect(loaded.get('head.conv.weight')).to.equal(file.get('classifier.1.weight'));
  });

  it('are told from our own, and from those of a network without a ResNet', () => {
    const network = buildArchitecture(deeplab, 21);
    expect(isTorchvision(network, large)).to.equal(true);
    expect(isTorchvision(network, small)).to.equal(true);
    expect(isTorchvision(network, tensorsOf(parameterShapes(network)))).to.equal(false);
    const unet = buildArchitecture({ architecture: 'unet', depth: 1, base: 2, input }, 2);
    expect(isTorchvision(unet, small)).to.equal(false);
  });

  const wide: Tensor = { shape: [64, 3, 3, 3], data: new Float32Array(64 * 27) };
  const cases: readonly [
    title: string,
    spec: ArchitectureSpec,
    file: Weights,
    change: [name: string, tensor?: Tensor],
    code: string,
    parts: readonly string[],
  ][] = [
    [
      'another kernel',
      resnet18,
      small,
      ['conv1.weight', wide],
      'WEIGHTS_MISSHAPEN',
      ["'conv1.weight'", "'backbone.conv1.weight'", '[64, 3, 3, 3]', '[64, 3, 7, 7]'],
    ],
    [
      'a narrower network',
      { ...resnet18, width: 0.5 },
      small,
      ['fc.bias'],
      'WEIGHTS_MISSHAPEN',
      ["'conv1.weight'", '[64, 3, 7, 7]', '[32, 3, 7, 7]'],
    ],
    [
      'a missing statistic',
      deeplab,
      large,
      ['backbone.bn1.running_mean'],
      'WEIGHTS_MISSING',
      ["'backbone.bn1.running_mean'", '[64]'],
    ],
    [
      'half a head',
      deeplab,
      large,
      ['classifier.0.project.0.weight'],
      'WEIGHTS_MISSING',
      ["'classifier.0.project.0.weight'", "'aspp.project.conv.weight'", '[256, 1280, 1, 1]'],
    ],
    [
      'a deeper ResNet',
      resnet18,
      small,
      ['layer1.2.conv1.weight', wide],
      'WEIGHTS_UNKNOWN',
      ["'layer1.2.conv1.weight'"],
    ],
  ];
  for (const [title, spec, file, [name, tensor], code, parts] of cases) {
    it(`that do not fit are refused with both names and shapes: ${title}`, () => {
      const changed = new Map(file);
      if (tensor === undefined) changed.delete(name);
      else changed.set(name, tensor);
      const error = errorOf(() => load(spec, changed));
      expect(error.code).to.equal(code);
      for (const part of parts) expect(error.message).to.include(part);
    });
  }

  it('for other classes say how to begin the last layer anew', () => {
    const network = buildArchitecture(deeplab, 19);
    const error = errorOf(() => loadTorchvision('deeplabv3', network, large, () => new Map()));
    expect(error.code).to.equal('WEIGHTS_MISSHAPEN');
    expect(error.message).to.include('[21, 256, 1, 1]').and.to.include('[19, 256, 1, 1]');
    expect(error.hint).to.include('classifier.4');
  });
});

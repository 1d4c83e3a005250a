import { expect } from 'chai';
import type { DeepLabV3Spec } from '../../../../core/network/architectures/deeplabv3.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { countLayers } from '../../../../core/network/counts.js';
import type { Network } from '../../../../core/network/layer.js';

function build(changes: Partial<DeepLabV3Spec> = {}): Network {
  const input = { height: 520, width: 520 };
  return buildArchitecture({ architecture: 'deeplabv3', backbone: 'resnet50', input, ...changes }, 21);
}

/** Dilations of the 3x3 convolutions, by the beginning of their names. */
function dilations(network: Network, prefix: string): number[] {
  return network.layers.flatMap((layer) =>
    layer.kind === 'conv' && layer.kernel[0] === 3 && layer.name.startsWith(prefix)
      ? [layer.dilation[0]]
      : [],
  );
}

describe('DeepLabV3', () => {
  // torchvision 0.29.2's deeplabv3_resnet50 without its auxiliary head (42,004,074 parameters with it), counted by
  // torch.utils.flop_counter (2 per MAC).
  it('has the parameters and MACs of torchvision', () => {
    const { params, macs } = countLayers(build()).total;
    expect(params).to.equal(39_638_869);
    expect(macs).to.equal(168_731_205_888);
  });

  it('dilates the first block of a stage as the stage before, as torchvision does', () => {
    expect(dilations(build(), 'backbone.layer2')).to.deep.equal([1, 1, 1, 1]);
    expect(dilations(build(), 'backbone.layer3')).to.deep.equal([1, 2, 2, 2, 2, 2]);
    expect(dilations(build(), 'backbone.layer4')).to.deep.equal([2, 4, 4]);
    expect(dilations(build({ outputStride: 16 }), 'backbone.layer4')).to.deep.equal([1, 2, 2]);
    expect(dilations(build({ backbone: 'resnet18' }), 'backbone.layer4')).to.deep.equal([2, 2, 4, 4]);
  });

  it('halves the rates of its pyramid at output stride 16', () => {
    expect(dilations(build(), 'aspp')).to.deep.equal([12, 24, 36]);
    expect(dilations(build({ outputStride: 16 }), 'aspp')).to.deep.equal([6, 12, 18]);
  });
});

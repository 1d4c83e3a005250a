import { expect } from 'chai';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import type { UNetSpec } from '../../../../core/network/architectures/unet.js';
import { countLayers } from '../../../../core/network/counts.js';
import type { Network, Shape } from '../../../../core/network/layer.js';
import { inferShapes } from '../../../../core/network/shapes.js';
import { errorOf } from '../expect-error.js';

function build(spec: Omit<UNetSpec, 'architecture'>): Network {
  return buildArchitecture({ architecture: 'unet', ...spec }, 2);
}

function shapesOf(network: Network, ...names: string[]): (Shape | undefined)[] {
  const shapes = inferShapes(network);
  return names.map((name) => shapes.get(name));
}

const odd = { depth: 3, base: 16, input: { height: 101, width: 75 } } as const;

describe('U-Net', () => {
  // A U-Net of the same description written with torch.nn alone, counted by torch.utils.flop_counter (2 per MAC).
  const counts: readonly [title: string, network: Network, params: number, macs: number][] = [
    ['as it comes', build({ input: { height: 572, width: 572 } }), 31_037_698, 238_837_101_568],
    ['small, of odd sizes', build(odd), 482_754, 259_600_816],
    ['with bilinear upsampling', build({ ...odd, upsampling: 'bilinear' }), 450_610, 251_340_208],
  ];
  for (const [title, network, params, macs] of counts) {
    it(`has the parameters and MACs of PyTorch, ${title}`, () => {
      const { total } = countLayers(network);
      expect([total.params, total.macs]).to.deep.equal([params, macs]);
    });
  }

  it('halves sizes and doubles channels down to the bottleneck, and joins equals on the way up', () => {
    const network = build({ depth: 2, base: 8, input: { height: 32, width: 48 } });
    const names = ['encoder0.1.relu', 'bottleneck.1.relu', 'decoder1.up', 'decoder0.concat', 'classifier'];
    expect(shapesOf(network, ...names)).to.deep.equal([
      { channels: 8, height: 32, width: 48 },
      { channels: 32, height: 8, width: 12 },
      { channels: 16, height: 16, width: 24 },
      { channels: 16, height: 32, width: 48 },
      { channels: 2, height: 32, width: 48 },
    ]);
    expect(network.layers.filter(({ kind }) => kind === 'resize')).to.deep.equal([]);
  });

  it('resizes to the skip where a size was odd', () => {
    const resized = build(odd).layers.flatMap((layer) => (layer.kind === 'resize' ? [layer] : []));
    expect(resized.map(({ name, height, width }) => [name, height, width])).to.deep.equal([
      ['decoder2.resize', 25, 18],
      ['decoder1.resize', 50, 37],
      ['decoder0.resize', 101, 75],
    ]);
  });

  it('refuses an input that cannot be halved so often', () => {
    const error = errorOf(() => build({ depth: 4, input: { height: 64, width: 8 } }));
    expect(error.code).to.equal('NETWORK_TOO_SMALL');
    expect(error.message).to.include("'encoder3.pool'");
  });

  it('refuses settings out of range', () => {
    const error = errorOf(() => build({ depth: 0, input: { height: 64, width: 64 } }));
    expect(error.code).to.equal('ARCHITECTURE_BAD_VALUE');
    expect(error.message).to.include('depth is 0');
  });
});

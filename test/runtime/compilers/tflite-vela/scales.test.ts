import { expect } from 'chai';
import fc from 'fast-check';
import type { Network } from '../../../../core/network/layer.js';
import { quantiseFilters } from '../../../../runtime/compilers/tflite-vela/filters.js';
import { fitBorder } from '../../../../runtime/compilers/tflite-vela/border.js';
import { obstacles } from '../../../../runtime/compilers/tflite-vela/obstacles.js';
import { layerScales } from '../../../../runtime/compilers/tflite-vela/scales.js';
import { slide } from '../../../../core/network/windows.js';
import { SINGLE_LAYERS } from './single-layers.js';

describe('scales of TFLite words', () => {
  it('pass through poolings and resizes, in the widest range of all', () => {
    const scales = layerScales(
      SINGLE_LAYERS['max pooling 2x2'],
      new Map(),
      new Map([
        ['image', { min: -1, max: 2 }],
        ['layer0', { min: 0, max: 2 }],
      ]),
    );
    expect(scales.get('layer0')).to.deep.equal(scales.get('image'));
    expect(scales.get('image')?.scale).to.be.closeTo(3 / 255, 1e-7);
  });

  it('hold 0 exactly, whatever the range', () => {
    const network = SINGLE_LAYERS.relu;
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 90, noNaN: true }),
        (min, more) => {
          const range = { min, max: min + more };
          const scale = layerScales(
            network,
            new Map(),
            new Map([
              ['image', range],
              ['layer0', range],
            ]),
          ).get('image');
          expect(scale?.zeroPoint).to.satisfy(Number.isInteger);
          expect(scale?.zeroPoint).to.be.within(-128, 127);
        },
      ),
    );
  });

  it('are what kernels prescribe of a sigmoid, even in front of a concat', () => {
    const network: Network = {
      layers: [
        SINGLE_LAYERS.sigmoid.layers[0],
        { kind: 'activation', name: 'gate', inputs: ['image'], function: { name: 'sigmoid' } },
        { kind: 'concat', name: 'joined', inputs: ['gate', 'image'] },
      ],
      output: 'joined',
    };
    const range = { min: -4, max: 4 };
    const ranges = new Map(['image', 'gate', 'joined'].map((layer) => [layer, range]));
    const scales = layerScales(network, new Map(), ranges);
    expect(scales.get('gate')).to.deep.equal({ scale: 1 / 256, zeroPoint: -128 });
    expect(scales.get('joined')?.scale).to.be.closeTo(8 / 255, 1e-7);
  });
});

describe('filters in words', () => {
  it('leave a bias room in 32 bits where the filter is small beside it', () => {
    const filters = {
      values: Float32Array.of(1e-12, 0),
      channelOf: (at: number) => at,
      bias: Float32Array.of(5, 7),
    };
    const { bias, biasScales } = quantiseFilters(filters, 0.01);
    [5, 7].forEach((value, channel) => {
      expect(bias[channel] * biasScales[channel]).to.be.closeTo(value, 1e-4);
    });
  });
});

describe('borders', () => {
  const size = fc.integer({ min: 1, max: 14 });
  const pad = fc.integer({ min: 0, max: 4 });
  const step = fc.integer({ min: 1, max: 4 });

  it('come out as the layer has them, whatever its padding', () => {
    fc.assert(
      fc.property(size, step, step, step, pad, pad, (pixels, kernel, stride, dilation, before, after) => {
        const reach = dilation * (kernel - 1) + 1;
        fc.pre(pixels + before + after >= reach);
        const shape = { channels: 1, height: pixels, width: pixels };
        const padding = { top: before, left: before, bottom: after, right: after };
        const window = { name: 'w', kernel: [kernel, kernel], stride: [stride, stride], padding } as const;
        const output = { channels: 1, ...slide(window, shape, [dilation, dilation]) };
        const fit = fitBorder(window, shape, output, [dilation, dilation]);
        const padded = pixels + (fit.pad === undefined ? 0 : fit.pad.top + fit.pad.bottom);
        const outputs =
          fit.border === 'SAME' ? Math.ceil(padded / stride) : Math.floor((padded - reach) / stride) + 1;
        const whole = (outputs - 1) * stride + reach;
        const start =
          fit.border === 'SAME' ? Math.floor(Math.max(0, whole - padded) / 2) : (fit.pad?.top ?? 0);
        expect({ outputs, start }).to.deep.equal({ outputs: output.height, start: before });
      }),
    );
  });
});

describe('obstacles to TFLite', () => {
  it('are none for the layers that it has', () => {
    for (const [name, network] of Object.entries(SINGLE_LAYERS)) {
      expect(obstacles(network), name).to.deep.equal([]);
    }
  });

  it('name the layers that it lacks', () => {
    const [image] = SINGLE_LAYERS.relu.layers;
    const network: Network = {
      layers: [
        image,
        { kind: 'activation', name: 'soft', inputs: ['image'], function: { name: 'softplus' } },
        { kind: 'div', name: 'ratio', inputs: ['image', 'soft'] },
        {
          kind: 'resize',
          name: 'cubic',
          inputs: ['ratio'],
          height: 18,
          width: 16,
          coordinates: 'half_pixel',
          interpolation: { mode: 'cubic', coefficient: -0.75, excludeOutside: false },
        },
        { kind: 'activation', name: 'unused', inputs: ['image'], function: { name: 'erf' } },
      ],
      output: 'cubic',
    };
    expect(obstacles(network).map(({ layer }) => layer)).to.deep.equal(['soft', 'ratio', 'cubic']);
  });
});

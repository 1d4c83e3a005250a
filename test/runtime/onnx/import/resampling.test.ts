import { expect } from 'chai';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { type Attributes, TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

const MODES: Readonly<Record<string, Attributes>> = {
  'linear, half_pixel': { mode: 'linear' },
  'linear, pytorch_half_pixel': {
    mode: 'linear',
    coordinate_transformation_mode: 'pytorch_half_pixel',
  },
  'linear, align_corners': { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
  'linear, asymmetric': { mode: 'linear', coordinate_transformation_mode: 'asymmetric' },
  nearest: { mode: 'nearest' },
  'nearest, asymmetric, floor': {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  },
  'nearest, ceil': { mode: 'nearest', nearest_mode: 'ceil' },
  'nearest, round_prefer_ceil': { mode: 'nearest', nearest_mode: 'round_prefer_ceil' },
  cubic: { mode: 'cubic', coordinate_transformation_mode: 'pytorch_half_pixel' },
  'cubic, outside excluded': { mode: 'cubic', cubic_coeff_a: { float: -0.5 }, exclude_outside: 1 },
};

describe('importing Resize', () => {
  for (const [name, attributes] of Object.entries(MODES)) {
    for (const opset of [11, 13, 18, 19]) {
      it(`reads ${name} in opset ${opset}, by sizes and by scales`, async () => {
        const model = new TestModel({ opset, image: [1, 2, 5, 6] });
        const bySizes = model.node(
          'Resize',
          [model.image, model.floats([]), model.floats([]), model.wholes([1, 2, 7, 9])],
          attributes,
        );
        const byScales = model.node(
          'Resize',
          [bySizes, model.floats([]), model.floats([1, 1, 1.6, 0.7])],
          attributes,
        );
        model.output(byScales);
        const { network } = await importedSame(model);
        expect(network.layers.slice(1).map(({ kind }) => kind)).to.deep.equal(['resize', 'resize']);
        expect(network.layers[1]).to.include({ height: 7, width: 9 }).and.not.have.property('scale');
        expect(network.layers[2]).to.include({ height: 11, width: 6 });
      });
    }
  }

  it('reads one of some axes', async () => {
    const model = new TestModel({ opset: 18 });
    model.output(
      model.node('Resize', [model.image, '', '', model.wholes([12])], { mode: 'linear', axes: [2] }),
    );
    expect((await importedSame(model)).network.layers[1]).to.include({ height: 12, width: 8 });
  });

  it('reads sizes that are computed from another shape', async () => {
    const model = new TestModel();
    const half = model.conv(model.image, 4, 3, { strides: [2, 2] });
    const shape = model.node('Shape', [model.image]);
    const lists = [[2], [4], [0]].map((values) => model.wholes(values));
    const size = model.node('Slice', [shape, ...lists]);
    const front = model.node('Slice', [
      model.node('Shape', [half]),
      ...[[0], [2], [0]].map((v) => model.wholes(v)),
    ]);
    const halved = model.node('Mul', [model.node('Cast', [size], { to: 1 }), model.floats([0.75])]);
    const whole = model.node('Cast', [model.node('Floor', [halved])], { to: 7 });
    const sizes = model.node('Concat', [front, whole], { axis: 0 });
    model.output(model.node('Resize', [half, '', '', sizes], { mode: 'linear' }));
    const { network } = await importedSame(model, { input: { height: 9, width: 8 } });
    expect(network.layers[2]).to.include({ kind: 'resize', height: 6, width: 6 });
  });

  it('leaves one that smoothes, and one of channels, as they are', async () => {
    for (const [sizes, attributes] of [
      [[1, 4, 5, 4], { antialias: 1 }],
      [[1, 8, 9, 8], {}],
    ] as const) {
      const model = new TestModel({ opset: 18 });
      model.output(
        model.node('Resize', [model.image, '', '', model.wholes(sizes)], { mode: 'linear', ...attributes }),
      );
      expect(kindsOf(await importedSame(model))).to.deep.equal(['opaque']);
    }
  });
});

describe('importing Upsample', () => {
  it('reads scales of an attribute and of an input', () => {
    for (const asInput of [false, true]) {
      // Opset 10 took it out, but exporters wrote it on.
      const model = new TestModel({ opset: 11 });
      const scales = [1, 1, 2, 1.5];
      const made = asInput
        ? model.node('Upsample', [model.image, model.floats(scales)], { mode: 'linear' })
        : model.node('Upsample', [model.image], { scales: { floats: scales } });
      const { network } = importOnnx(model.output(made).encode());
      expect(network.layers[1]).to.deep.include({
        kind: 'resize',
        height: 18,
        width: 12,
        coordinates: 'asymmetric',
        interpolation: asInput ? { mode: 'linear' } : { mode: 'nearest', rounding: 'floor' },
      });
    }
  });
});

describe('importing Pad', () => {
  const FORMS: Readonly<Record<string, [opset: number, mode: string, pads: number[], kinds: string[]]>> = {
    'with a constant': [11, 'constant', [0, 0, 1, 2, 0, 0, 3, 0], ['pad']],
    'by reflection': [13, 'reflect', [0, 0, 1, 2, 0, 0, 3, 0], ['pad']],
    'by edges': [18, 'edge', [0, 0, 1, 2, 0, 0, 3, 0], ['pad']],
    'that crops': [13, 'constant', [0, 0, -1, -2, 0, 0, -3, 0], ['crop', 'crop']],
    'that crops and pads': [13, 'constant', [0, 0, -1, 2, 0, 0, 3, 0], ['crop', 'pad']],
    'of nothing': [13, 'constant', [0, 0, 0, 0, 0, 0, 0, 0], []],
    'of channels': [13, 'constant', [0, 1, 0, 0, 0, 1, 0, 0], ['opaque']],
  };
  for (const [name, [opset, mode, pads, kinds]] of Object.entries(FORMS)) {
    it(`reads one ${name}`, async () => {
      const model = new TestModel({ opset });
      const value = mode === 'constant' ? [model.floats([0.5], [])] : [];
      const made = model.node('Pad', [model.image, model.wholes(pads), ...value], { mode });
      model.output(model.node('Relu', [made]));
      expect(kindsOf(await importedSame(model))).to.deep.equal([...kinds, 'relu']);
    });
  }

  it('reads one of some axes', async () => {
    const model = new TestModel({ opset: 18 });
    const inputs = [model.image, model.wholes([1, 2]), '', model.wholes([-1])];
    model.output(model.node('Pad', inputs));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['pad']);
  });
});

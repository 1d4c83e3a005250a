import { expect } from 'chai';
import { TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

describe('importing values in other layouts', () => {
  it('reads a network of [N, H, W, C] between transposes', async () => {
    const model = new TestModel({ image: ['batch', 6, 5, 3] });
    const first = model.node('Transpose', [model.image], { perm: [0, 3, 1, 2] });
    const conv = model.node('Transpose', [model.conv(first, 3, 4)], { perm: [0, 2, 3, 1] });
    const scaled = model.node('Mul', [conv, model.weights([4])]);
    const shifted = model.node('Relu', [model.node('Add', [scaled, model.weights([1, 1, 1, 4])])]);
    const joined = model.node('Concat', [shifted, conv], { axis: 3 });
    const mean = model.node('ReduceMean', [joined], { axes: [1, 2] });
    const gated = model.node('Mul', [joined, model.node('Sigmoid', [mean])]);
    const second = model.node('Transpose', [gated], { perm: [0, 3, 1, 2] });
    const scores = model.node('Transpose', [model.conv(second, 8, 3)], { perm: [0, 2, 3, 1] });
    model.output(model.node('Softmax', [scores], { axis: -1 }));
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.not.include.members(['opaque', 'select']);
    expect(imported.layout).to.deep.equal({ input: 'NHWC', output: 'NHWC' });
    expect(imported.network.layers[0]).to.deep.include({ channels: 3, height: 6, width: 5 });
  });

  it('reads resizing, padding, cropping and batch norm in [N, H, W, C]', async () => {
    const model = new TestModel({ image: [1, 6, 5, 3] });
    const lists = [[1], [4], [2], [1]].map((values) => model.wholes(values));
    const cropped = model.node('Slice', [model.image, ...lists]);
    const padded = model.node('Pad', [cropped, model.wholes([0, 1, 0, 0, 0, 0, 2, 0])]);
    const sizes = model.wholes([1, 14, 10, 3]);
    const resized = model.node('Resize', [padded, '', '', sizes], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
    model.output(model.node('Add', [resized, model.weights([14, 10, 1])]));
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.deep.equal(['crop', 'pad', 'resize', 'constant', 'add']);
  });

  it('reads squeeze and excitation by flattening and matrices', async () => {
    const model = new TestModel();
    const flat = model.node('Flatten', [model.node('GlobalAveragePool', [model.image])]);
    const squeezed = model.node('Gemm', [flat, model.weights([2, 4]), model.weights([2])], { transB: 1 });
    const product = model.node('MatMul', [model.node('Relu', [squeezed]), model.weights([2, 4])]);
    const gate = model.node('Sigmoid', [model.node('Add', [product, model.weights([4])])]);
    const axes = model.wholes([2, 3]);
    model.output(model.node('Mul', [model.image, model.node('Unsqueeze', [gate, axes])]));
    expect(kindsOf(await importedSame(model))).to.deep.equal([
      ...['globalaveragepool', 'conv', 'relu', 'conv', 'activation', 'mul'],
    ]);
  });

  it('reads matrices over pixels as convolutions', async () => {
    const model = new TestModel();
    const tokens = model.node('Transpose', [model.node('Reshape', [model.image, model.wholes([0, 0, -1])])], {
      perm: [0, 2, 1],
    });
    const mixed = model.node('Add', [
      model.node('MatMul', [tokens, model.weights([4, 6])]),
      model.weights([6]),
    ]);
    const back = model.node('Transpose', [model.node('Relu', [mixed])], { perm: [0, 2, 1] });
    model.output(model.node('Reshape', [back, model.wholes([1, 6, 9, 8])]));
    const { network } = await importedSame(model);
    expect(network.layers.slice(1).map(({ kind }) => kind)).to.deep.equal(['conv', 'relu']);
    expect(network.layers[1]).to.deep.include({ kind: 'conv', kernel: [1, 1], bias: true });
  });

  for (const last of [false, true]) {
    it(`reads a matrix of a flattened image, channels ${last ? 'last' : 'first'}, as one convolution`, async () => {
      const model = new TestModel({ image: [1, 3, 4, 5] });
      const image = last ? model.node('Transpose', [model.image], { perm: [0, 2, 3, 1] }) : model.image;
      const flat = model.node('Flatten', [image]);
      const weights = [model.weights([60, 7]), model.weights([1, 7])];
      const made = model.node('Gemm', [flat, ...weights], { alpha: { float: 0.5 }, beta: { float: 2 } });
      model.output(model.node('Reshape', [made, model.wholes([1, 7, 1, 1])]));
      const { network } = await importedSame(model);
      expect(network.layers).to.have.length(2);
      expect(network.layers[1]).to.deep.include({ kind: 'conv', kernel: [4, 5], outChannels: 7 });
    });
  }

  it('reads means and maxima over rows, columns and both', async () => {
    const forms: [string, number[], string][] = [
      ['ReduceMean', [2, 3], 'globalaveragepool'],
      ['ReduceMean', [-1], 'averagepool'],
      ['ReduceMax', [2], 'maxpool'],
      ['ReduceMax', [-2, -1], 'maxpool'],
      ['ReduceMean', [1], 'opaque'],
    ];
    for (const [operator, axes, kind] of forms) {
      for (const opset of [13, 18]) {
        const model = new TestModel({ opset });
        const made =
          opset < 18
            ? model.node(operator, [model.image], { axes })
            : model.node(operator, [model.image, model.wholes(axes)]);
        model.output(model.node('Relu', [made]));
        expect(kindsOf(await importedSame(model)).slice(0, 2)).to.deep.equal([kind, 'relu']);
      }
    }
  });

  it('spreads one pixel over an image', async () => {
    const model = new TestModel();
    const pooled = model.node('GlobalAveragePool', [model.image]);
    const spread = model.node('Expand', [pooled, model.wholes([1, 4, 9, 8])]);
    model.output(model.node('Concat', [spread, model.image], { axis: 1 }));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['globalaveragepool', 'resize', 'concat']);
  });

  it('runs what moves pixels into channels, and goes on', async () => {
    const model = new TestModel({ image: [1, 3, 4, 6] });
    const parts = model.node('Reshape', [model.image, model.wholes([1, 3, 2, 2, 3, 2])]);
    const moved = model.node('Transpose', [parts], { perm: [0, 1, 3, 5, 2, 4] });
    const unshuffled = model.node('Reshape', [moved, model.wholes([1, 12, 2, 3])]);
    model.output(model.conv(unshuffled, 12, 4));
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.deep.equal(['opaque', 'conv']);
    expect(imported.network.singleImage).to.equal(undefined);
    expect(imported.remarks[0]).to.deep.include({ operator: 'Transpose' });
  });
});

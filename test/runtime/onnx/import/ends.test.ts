import { expect } from 'chai';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { errorOf } from '../../../core/network/expect-error.js';
import { TestModel, value } from './model.js';
import { importedSame } from './same.js';

/** A model whose scores of three classes come from the layer `scores`. */
function scores(channels = 3, settings = {}): { model: TestModel; map: string } {
  const model = new TestModel(settings);
  return { model, map: model.conv(model.image, 4, channels, {}, 'scores') };
}

describe('the ends of an imported network', () => {
  it('are the scores themselves where nothing follows them', async () => {
    const { model, map } = scores();
    const { network } = await importedSame(model.output(map));
    expect(network.output).to.equal('scores');
    expect(network.delivers).to.equal(undefined);
    expect(network.signature).to.deep.equal({ input: 'image', output: map });
  });

  for (const opset of [11, 12, 13]) {
    it(`are scores and softmax in opset ${opset}`, async () => {
      // Before opset 13, a softmax runs over its axis and all behind: here they have size 1.
      const { model, map } = scores(3, { opset, image: [1, 4, 1, 1] });
      const { network } = await importedSame(model.output(model.node('Softmax', [map], { axis: 1 })));
      expect(network.output).to.equal('scores');
      expect(network.layers.at(-1)).to.include({ kind: 'softmax', name: network.delivers });
    });
  }

  it('leave a softmax over channels and pixels together as it is', async () => {
    const { model, map } = scores(3, { opset: 12 });
    const { network } = await importedSame(model.output(model.node('Softmax', [map], { axis: 1 })));
    expect(network.layers.at(-1)?.kind).to.equal('opaque');
  });

  it('are scores and classes, whatever axes and type those have', async () => {
    for (const keepdims of [0, 1]) {
      const { model, map } = scores();
      const labels = model.node('ArgMax', [model.node('Softmax', [map], { axis: 1 })], { axis: 1, keepdims });
      const { network, remarks } = await importedSame(model.output(labels, 7));
      expect(network.output).to.equal('scores');
      expect(network.layers.at(-1)).to.include({ kind: 'argmax', name: network.delivers });
      expect(remarks.map(({ reason }) => reason)).to.deep.equal([
        'the output is given as [N, 1, 9, 8] of floats',
      ]);
    }
  });

  it('are two classes where the file has the probability of one', async () => {
    const { model, map } = scores(1);
    const { network, weights } = await importedSame(model.output(model.node('Sigmoid', [map])));
    expect(network.layers.map(({ kind }) => kind)).to.deep.equal([
      ...['input', 'conv', 'activation', 'constant', 'mul', 'concat'],
    ]);
    const [, conv, sigmoid, zero, background, both] = network.layers;
    expect(background.inputs).to.deep.equal([conv.name, zero.name]);
    expect(both.inputs).to.deep.equal([background.name, conv.name]);
    expect(network).to.include({ output: both.name, delivers: sigmoid.name });
    expect(weights.get(`${zero.name}.value`)?.data).to.deep.equal(new Float32Array(1));
  });

  it('are two classes where the file tells which pixels belong to one', async () => {
    const { model, map } = scores(1);
    const mask = model.node('Greater', [model.node('Sigmoid', [map]), model.floats([0.5], [])]);
    const { network } = await importedSame(model.output(mask, 9));
    expect(network.layers.map(({ kind }) => kind)).to.deep.equal([
      ...['input', 'conv', 'activation', 'opaque', 'constant', 'mul', 'concat'],
    ]);
  });

  it('are laid out as [N, C, H, W] where nodes that are not understood give another order', async () => {
    const { model, map } = scores();
    const turned = model.node('Transpose', [map], { perm: [0, 3, 2, 1] });
    const logs = model.node('LogSoftmax', [turned], { axis: 3 });
    model.output(model.node('Transpose', [logs], { perm: [0, 3, 2, 1] }));
    expect((await importedSame(model)).layout.output).to.equal('NCHW');
  });

  it('are those of the output that is asked for; what only others need is left out', async () => {
    const { model, map } = scores();
    const other = model.conv(model.node('Relu', [map]), 3, 5, {}, 'other');
    model.output(other).output(map);
    expect((await importedSame(model, { output: map })).network.layers).to.have.length(2);
    expect((await importedSame(model)).network.output).to.equal('other');
    const error = errorOf(() => importOnnx(model.encode(), { output: 'none' }));
    expect(error.code).to.equal('ONNX_OUTPUT');
    expect(error.message).to.include(map);
  });

  it('refuse an output that is no map', () => {
    const { model, map } = scores();
    model.output(model.node('Reshape', [map, model.wholes([3, 3, 3, 8])]));
    expect(errorOf(() => importOnnx(model.encode())).code).to.equal('ONNX_OUTPUT');
    const none = new TestModel();
    expect(errorOf(() => importOnnx(none.encode())).code).to.equal('ONNX_OUTPUT');
  });
});

describe('the input of an imported network', () => {
  it('takes the size that is asked for', async () => {
    const input = { height: 12, width: 7 };
    const free = scores(3, { image: ['batch', 4, 'height', 'width'] });
    const { network } = await importedSame(free.model.output(free.map), { input });
    expect(network.layers[0]).to.include({ channels: 4, height: 12, width: 7 });
    const fixed = scores();
    const other = importOnnx(fixed.model.output(fixed.map).encode(), { input });
    expect(other.network.layers[0]).to.include({ channels: 4, height: 12, width: 7 });
  });

  it('is refused at a size that the graph contradicts', () => {
    const { model, map } = scores();
    const flat = model.node('Reshape', [map, model.wholes([1, 3, 72])], {}, 'flat');
    model.output(model.node('Reshape', [model.node('Softsign', [flat]), model.wholes([1, 3, 9, 8])]));
    expect(importOnnx(model.encode()).network.layers).to.have.length(4);
    const error = errorOf(() => importOnnx(model.encode(), { input: { height: 10, width: 8 } }));
    expect(error.code).to.equal('ONNX_INVALID');
    expect(error.message).to.include("'flat'");
    expect(error.hint).to.include('size');
  });

  it('is refused at a size that a constant contradicts', () => {
    const { model, map } = scores();
    model.output(model.node('Add', [map, model.weights([1, 3, 9, 8])], {}, 'positions'));
    const error = errorOf(() => importOnnx(model.encode(), { input: { height: 10, width: 8 } }));
    expect(error.code).to.equal('ONNX_INVALID');
    expect(error.message).to.include("'positions'").and.include('[1, 3, 10, 8]');
  });

  it('makes shapes that the file notes void at another size', () => {
    const model = new TestModel();
    const made = model.node('Strange', [model.image]);
    model.graph.node[0].domain = 'mine';
    model.output(model.conv(made, 4, 3));
    model.graph.valueInfo.push(value(made, [1, 4, 9, 8]));
    const bytes = model.encode(['mine']);
    expect(importOnnx(bytes).network.layers).to.have.length(3);
    const error = errorOf(() => importOnnx(bytes, { input: { height: 10, width: 8 } }));
    expect(error.code).to.equal('ONNX_UNSUPPORTED');
  });

  it('is refused where its size or channels are free, or it is no image', () => {
    const inputs = [
      [1, 4, 'height', 8],
      ['N', 'C', 9, 8],
      [1, 4, 9],
      [1, 4, 2 ** 20, 2 ** 20],
      [1, 1, 2 ** 28, 1],
    ];
    const codes = inputs.map((image) => {
      const model = new TestModel({ image });
      return errorOf(() => importOnnx(model.output(model.node('Relu', [model.image])).encode())).code;
    });
    expect(codes).to.deep.equal([
      'ONNX_INPUT',
      'ONNX_INPUT',
      'ONNX_INPUT',
      'ONNX_TOO_LARGE',
      'ONNX_TOO_LARGE',
    ]);
  });

  it('is the only one, beside initializers and what nothing reads', () => {
    const { model, map } = scores();
    model.graph.input.push(value('scores.weight', [3, 4, 3, 3]), value('unused', [1]));
    model.output(map);
    expect(importOnnx(model.encode()).network.layers).to.have.length(2);
    model.node('Add', [map, 'unused']);
    expect(errorOf(() => importOnnx(model.encode())).code).to.equal('ONNX_INPUT');
  });
});

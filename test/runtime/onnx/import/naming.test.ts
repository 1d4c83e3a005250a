import { expect } from 'chai';
import onnxProto from 'onnx-proto';
import protobuf from 'protobufjs/minimal.js';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { TestModel } from './model.js';
import { importedSame } from './same.js';

const { GraphProto, ModelProto, NodeProto } = onnxProto.onnx;

const namesOf = (model: TestModel): string[] =>
  importOnnx(model.encode())
    .network.layers.slice(1)
    .map(({ name }) => name);

describe('names of imported layers', () => {
  it('are those of the modules that own the weights', () => {
    const model = new TestModel();
    const first = model.conv(model.image, 4, 5, {}, 'backbone.conv1');
    model.output(model.conv(first, 5, 3, {}, 'classifier.4'));
    expect(namesOf(model)).to.deep.equal(['backbone.conv1', 'classifier.4']);
    expect([...importOnnx(model.encode()).weights.keys()]).to.deep.equal([
      'backbone.conv1.weight',
      'classifier.4.weight',
    ]);
  });

  it('are those of the modules in the names of nodes, else with the operator', () => {
    const model = new TestModel();
    const weights = (name: string) => [model.image, model.weights([4, 4, 1, 1], `onnx::Conv_${name}`)];
    const one = model.node('Conv', weights('1'), {}, '/backbone/layer1/layer1.0/conv1/Conv');
    const two = model.node('Relu', [one], {}, '/backbone/layer1/layer1.0/relu/Relu');
    const sum = model.node('Add', [two, model.image], {}, '/backbone/layer1/layer1.0/Add');
    const relu = model.node('Relu', [sum], {}, '/backbone/layer1/layer1.0/relu_1/Relu');
    model.output(model.node('Neg', [model.node('Abs', [relu], {}, '/head/Abs')], {}, '/head/Neg'));
    expect(namesOf(model)).to.deep.equal([
      'backbone.layer1.0.conv1',
      'backbone.layer1.0.relu',
      'backbone.layer1.0.add',
      'backbone.layer1.0.relu_1',
      'head.abs',
      'head.neg',
    ]);
  });

  it('are those of the modules that the exporter notes', () => {
    const model = new TestModel();
    const made = model.node('Relu', [model.conv(model.image, 4, 3)]);
    model.output(made);
    const scopes = "['', 'network', 'network.relu', 'relu_1']";
    expect(importOnnx(withNote(model, scopes)).network.layers.at(-1)?.name).to.equal('network.relu');
  });

  it('are operators with numbers where nothing tells', () => {
    const model = new TestModel();
    model.output(model.node('Relu', [model.node('Relu', [model.node('Sigmoid', [model.image])])]));
    for (const node of model.graph.node)
      node.output = node.output?.map((name) => name.replace('value_', '@'));
    for (const node of model.graph.node) node.input = node.input?.map((name) => name.replace('value_', '@'));
    model.graph.output[0].name = '@2';
    expect(namesOf(model)).to.deep.equal(['sigmoid', 'relu', 'relu_2']);
  });
});

describe('weights that several layers read', () => {
  it('are shared between layers with equal settings', async () => {
    const model = new TestModel();
    const weight = model.weights([4, 4, 3, 3], 'head.weight');
    const bias = model.weights([4], 'head.bias');
    const norm = [1, 2, 3].map(() => model.weights([4])).concat(model.positive([4]));
    const through = (input: string): string => {
      const conv = model.node('Conv', [input, weight, bias], { pads: [1, 1, 1, 1] });
      return model.node('BatchNormalization', [conv, ...norm]);
    };
    model.output(model.node('Add', [through(model.image), through(model.node('Relu', [model.image]))]));
    const { network, remarks, weights } = await importedSame(model);
    const sharing = network.layers.filter((layer) => 'shares' in layer);
    expect(sharing.map((layer) => 'shares' in layer && layer.shares)).to.deep.equal([
      'head',
      network.layers[2].name,
    ]);
    expect(remarks).to.be.empty;
    expect(weights.size).to.equal(6);
  });

  it('are copied, with a remark, where settings or other parameters differ', async () => {
    for (const [second, count] of [
      [{ dilations: [2, 2], pads: [2, 2, 2, 2] }, 1],
      [{ pads: [1, 1, 1, 1] }, 2],
    ] as const) {
      const model = new TestModel();
      const weight = model.weights([4, 4, 3, 3], 'head.weight');
      const one = model.node('Conv', [model.image, weight], { pads: [1, 1, 1, 1] });
      const bias = count === 2 ? [model.weights([4])] : [];
      const two = model.node('Conv', [model.image, weight, ...bias], second);
      model.output(model.node('Add', [one, two]));
      const { network, remarks, weights } = await importedSame(model);
      expect(network.layers.some((layer) => 'shares' in layer)).to.equal(false);
      expect(remarks).to.have.length(1);
      expect(remarks[0].reason).to.include("'head'");
      expect([...weights.keys()]).to.include.members(['head.weight', 'head_2.weight']);
    }
  });

  it('are not shared where the exporter merged equal tensors', async () => {
    const model = new TestModel();
    const weight = model.weights([4, 4, 3, 3]);
    const one = model.node('Conv', [model.image, weight], { pads: [1, 1, 1, 1] });
    const two = model.node('Conv', [one, model.node('Identity', [weight])], { pads: [1, 1, 1, 1] });
    model.output(two);
    const { network } = await importedSame(model);
    expect(network.layers.some((layer) => 'shares' in layer)).to.equal(false);
  });
});

/** A model whose last node has a note: a field, 9, that onnx-proto's version of the format does not have. */
function withNote(model: TestModel, scopes: string): Uint8Array {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const message = (field: number, bytes: Uint8Array): Uint8Array =>
    protobuf.Writer.create()
      .uint32((field << 3) | 2)
      .bytes(bytes)
      .finish();
  const entry = [message(1, text('pkg.torch.onnx.name_scopes')), message(2, text(scopes))];
  const last = model.graph.node.pop();
  if (last === undefined) throw new Error('no node');
  const node = Buffer.concat([NodeProto.encode(last).finish(), message(9, Buffer.concat(entry))]);
  const graph = Buffer.concat([GraphProto.encode(model.graph).finish(), message(1, node)]);
  const head = ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: model.opset }],
  }).finish();
  return Buffer.concat([head, message(7, graph)]);
}

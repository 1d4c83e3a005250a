import { expect } from 'chai';
import onnxProto from 'onnx-proto';
import type { OpaqueLayer } from '../../../../core/network/layer.js';
import { exportOnnx } from '../../../../runtime/onnx/export.js';
import { importOnnx, type ImportedNetwork } from '../../../../runtime/onnx/import/import.js';
import { floatsOf, runSession, withSession } from '../../../../runtime/tensor/evaluation/session.js';
import { errorOf } from '../../../core/network/expect-error.js';
import { largestDifference, randomImages } from '../run-model.js';
import { TestModel, value } from './model.js';
import { importedSame, kindsOf } from './same.js';

const { ModelProto } = onnxProto.onnx;

function opaqueOf({ network }: ImportedNetwork): OpaqueLayer[] {
  return network.layers.filter((layer) => layer.kind === 'opaque');
}

describe('operators that are not understood', () => {
  it('run as they are, one layer to the next that is understood', async () => {
    const model = new TestModel({ opset: 17 });
    const conv = model.conv(model.image, 4, 6);
    const normal = model.node('InstanceNormalization', [conv, model.weights([6]), model.weights([6])]);
    const bent = model.node('Selu', [model.node('Mish', [normal])]);
    model.output(model.conv(bent, 6, 3));
    model.graph.node[2].opType = 'Softsign';
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.deep.equal(['conv', 'opaque', 'conv']);
    const [layer] = opaqueOf(imported);
    expect(layer.nodes.map(({ operator }) => operator)).to.deep.equal([
      ...['InstanceNormalization', 'Softsign', 'Selu'],
    ]);
    expect(imported.remarks.map(({ layer: name, operator }) => [name, operator])).to.deep.equal([
      ...['InstanceNormalization', 'Softsign', 'Selu'].map((operator) => [layer.name, operator]),
    ]);
    expect(imported.network.opset).to.equal(17);
    expect(imported.network.singleImage).to.equal(undefined);
  });

  it('keep weights as parameters, and numbers as constants', async () => {
    const model = new TestModel({ image: [1, 20, 5, 6] });
    const normal = model.node('InstanceNormalization', [
      model.image,
      model.weights([20]),
      model.weights([20]),
    ]);
    model.output(
      model.node('Clip', [model.node('CumSum', [normal, model.wholes([3], [])]), '', model.floats([2], [])]),
    );
    const imported = await importedSame(model);
    const [layer] = opaqueOf(imported);
    expect(Object.values(layer.parameters)).to.deep.equal([[20], [20]]);
    expect(Object.values(layer.constants)).to.deep.equal([{ type: 'int64', shape: [], data: [3] }]);
    const names = Object.keys(layer.parameters).map((name) => `${layer.name}.${name}`);
    expect([...imported.weights.keys()]).to.deep.equal(names);
  });

  it('that several read run once', async () => {
    const model = new TestModel();
    const shared = model.node('Softsign', [model.image]);
    model.output(model.node('Add', [model.node('Relu', [shared]), model.node('Selu', [shared])]));
    expect(kindsOf(await importedSame(model)).toSorted()).to.deep.equal(['add', 'opaque', 'opaque', 'relu']);
  });

  it('take attention over pixels along, and understand its matrices', async () => {
    const model = new TestModel({ image: [1, 4, 3, 5] });
    const flat = model.node('Reshape', [model.image, model.wholes([1, 4, 15])]);
    const tokens = model.node('Transpose', [flat], { perm: [0, 2, 1] });
    const [query, key, content] = [1, 2, 3].map(() => model.node('MatMul', [tokens, model.weights([4, 4])]));
    const turned = model.node('Transpose', [key], { perm: [0, 2, 1] });
    const attention = model.node('Softmax', [model.node('MatMul', [query, turned])], { axis: -1 });
    const mixed = model.node('Transpose', [model.node('MatMul', [attention, content])], { perm: [0, 2, 1] });
    model.output(model.conv(model.node('Reshape', [mixed, model.wholes([1, 4, 3, 5])]), 4, 3));
    const imported = await importedSame(model);
    expect(kindsOf(imported).filter((kind) => kind === 'conv')).to.have.length(4);
    expect(imported.network.singleImage).to.equal(undefined);
  });

  it('tell when they hold for one image only', async () => {
    const model = new TestModel({ image: ['N', 4, 3, 5] });
    const heads = model.node('Reshape', [model.image, model.wholes([2, 2, 15])]);
    const sum = model.node('CumSum', [heads, model.wholes([0], [])]);
    model.output(model.node('Reshape', [sum, model.wholes([1, 4, 3, 5])]));
    const imported = await importedSame(model);
    expect(imported.network.singleImage).to.equal(true);
  });

  it('run on several images where they hold for each', async () => {
    const model = new TestModel({ image: ['N', 4, 4, 6] });
    const deep = model.node('SpaceToDepth', [model.image], { blocksize: 2 });
    const part = model.node('Reshape', [deep, model.wholes([0, 4, 4, 6])]);
    const selu = model.node('Selu', [part]);
    const back = model.node('Reshape', [selu, model.wholes([0, 16, 2, 3])]);
    model.output(model.conv(back, 16, 3));
    const imported = importOnnx(model.encode());
    const { network, weights } = imported;
    expect(network.singleImage).to.equal(undefined);
    const images = randomImages(network, 2, 5);
    const bytes = exportOnnx(network, weights, { batch: 'N' });
    const found = await runModelOutput(bytes, network, images);
    const wanted = await runModelOutput(model.encode(), network, images);
    expect(largestDifference(found, wanted)).to.be.below(1e-4);
  });

  it('take part of another domain, by the shapes that the file tells', async () => {
    const model = new TestModel();
    const made = model.node('QuickGelu', [model.image]);
    model.graph.node[0].domain = 'com.microsoft';
    model.output(model.conv(made, 4, 3));
    const imported = importOnnx(model.encode(['com.microsoft']));
    expect(opaqueOf(imported)[0].nodes[0]).to.deep.include({
      operator: 'QuickGelu',
      domain: 'com.microsoft',
    });

    const strange = new TestModel();
    strange.output(strange.conv(strange.node('Strange', [strange.image]), 6, 3));
    strange.graph.node[0].domain = 'mine';
    const error = errorOf(() => importOnnx(strange.encode(['mine'])));
    expect(error.code).to.equal('ONNX_UNSUPPORTED');
    expect(error.hint).to.include('infer_shapes');
    strange.graph.valueInfo.push(value('value_0', ['N', 6, 4, 4]));
    expect(opaqueOf(importOnnx(strange.encode(['mine'])))[0]).to.include({
      channels: 6,
      height: 4,
      width: 4,
    });
  });

  it('are refused where the model defines them itself', () => {
    const model = new TestModel();
    model.output(model.node('Selu', [model.image]));
    model.graph.node[0].domain = 'mine';
    const bytes = Buffer.concat([
      model.encode(['mine']),
      ModelProto.encode({ functions: [{ name: 'Selu', domain: 'mine' }] }).finish(),
    ]);
    const error = errorOf(() => importOnnx(bytes));
    expect(error.code).to.equal('ONNX_UNSUPPORTED');
    expect(error.hint).to.include('inline');
  });

  it('are refused with a graph inside', () => {
    const model = new TestModel();
    const body = new TestModel();
    body.output(body.node('Relu', ['outer']));
    body.graph.input = [];
    body.graph.node[0].input = [model.image];
    const flag = model.node('Cast', [model.node('ReduceMax', [model.image], { keepdims: 0 })], { to: 9 });
    const made = model.node('If', [flag], {
      then_branch: { graph: body.graph },
      else_branch: { graph: body.graph },
    });
    model.output(made);
    model.graph.valueInfo.push(value(made, [1, 4, 9, 8]));
    const error = errorOf(() => importOnnx(model.encode()));
    expect(error.code).to.equal('ONNX_UNSUPPORTED');
    expect(error.message).to.include('If');
  });
});

async function runModelOutput(
  bytes: Uint8Array,
  network: ImportedNetwork['network'],
  images: Float32Array,
): Promise<Float32Array> {
  const [input] = network.layers;
  if (input.kind !== 'input') throw new Error('no input');
  const { channels, height, width } = input;
  const shape = [images.length / (channels * height * width), channels, height, width];
  return withSession(bytes, async (session) =>
    floatsOf(await runSession(session, { shape, data: images }), session.outputNames[0]),
  );
}

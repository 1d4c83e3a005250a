import { expect } from 'chai';
import type { Network } from '../../../../core/network/layer.js';
import { encodeTflite } from '../../../../runtime/compilers/tflite-vela/encode.js';
import { lowerToTflite } from '../../../../runtime/compilers/tflite-vela/lower.js';
import type { Resizes } from '../../../../runtime/compilers/tflite-vela/lower/context.js';
import { layerScales, rangedLayers } from '../../../../runtime/compilers/tflite-vela/scales.js';
import { foldBatchNorm } from '../../../../runtime/onnx/fold.js';
import { randomWeights } from '../../../core/network/random-networks.js';
import { type ReadModel, type ReadOperator, readTflite } from './read-tflite.js';
import { SINGLE_LAYERS } from './single-layers.js';

const INT32 = 2;
const INT8 = 9;
const CODES = {
  add: 0,
  averagePool: 1,
  concat: 2,
  conv: 3,
  depthwise: 4,
  pad: 34,
  maxPool: 17,
  quantize: 114,
};
const SAME = 0;
const VALID = 1;

/** A network as a TFLite file, read back. Every layer's values are taken to lie between -3 and 3. */
function written(name: string, resizes?: Resizes): ReadModel {
  return writtenNetwork(SINGLE_LAYERS[name], resizes);
}

function writtenNetwork(trained: Network, resizes?: Resizes): ReadModel {
  const { network, weights } = foldBatchNorm(trained, randomWeights(trained, 3));
  const ranges = new Map(rangedLayers(network).map((layer) => [layer, { min: -3, max: 3 }]));
  const scales = layerScales(network, weights, ranges);
  return readTflite(encodeTflite(lowerToTflite(network, weights, scales, resizes), 'a test'));
}

function only(model: ReadModel): ReadOperator {
  expect(model.operators).to.have.length(1);
  return model.operators[0];
}

describe('a TFLite file', () => {
  it('has an identifier, one input and one output, and constants where processors may load them whole', () => {
    const model = written('conv 3x3');
    expect(model).to.include({ version: 3, identifier: 'TFL3' });
    expect(model.inputs.map(({ name, shape, type }) => ({ name, shape, type }))).to.deep.equal([
      { name: 'image', shape: [1, 9, 8, 6], type: INT8 },
    ]);
    expect(model.outputs.map(({ name, shape }) => ({ name, shape }))).to.deep.equal([
      { name: 'logits', shape: [1, 9, 8, 5] },
    ]);
    for (const { start } of model.tensors) expect(start % 16).to.equal(0);
  });

  it('holds filters by output channel without zero points, and biases in the scale of the sum', () => {
    const { inputs, output, version } = only(written('conv 3x3'));
    const [image, filter, bias] = inputs;
    expect(version).to.equal(3);
    expect(filter).to.deep.include({ shape: [5, 3, 3, 6], type: INT8, axis: 0, zeroPoints: [0, 0, 0, 0, 0] });
    expect(bias).to.deep.include({ shape: [5], type: INT32 });
    bias.scales.forEach((scale, channel) => {
      expect(scale).to.be.closeTo(image.scales[0] * filter.scales[channel], 1e-6 * scale);
    });
    for (let channel = 0; channel < 5; channel++) {
      const words = new Int8Array(filter.data.slice(channel * 54, (channel + 1) * 54));
      expect(Math.max(...words.map(Math.abs))).to.equal(127);
    }
    expect(output.scales[0]).to.be.closeTo(6 / 255, 1e-7);
  });

  it('puts weights into the order [output, row, column, input]', () => {
    const network = SINGLE_LAYERS['conv 3x3'];
    const weights = randomWeights(network, 3).get('layer0.weight')?.data ?? new Float32Array();
    const [, filter] = only(written('conv 3x3')).inputs;
    const words = new Int8Array(filter.data.slice());
    for (const [o, i, row, column] of [
      [0, 0, 0, 0],
      [4, 5, 2, 1],
      [2, 3, 0, 2],
    ]) {
      const real = weights[((o * 6 + i) * 3 + row) * 3 + column];
      const word = words[((o * 3 + row) * 3 + column) * 6 + i];
      expect(word * filter.scales[o]).to.be.closeTo(real, filter.scales[o]);
    }
  });

  for (const [name, border, pads] of [
    ['conv 3x3', SAME, undefined],
    ['conv 3x3 without padding', VALID, undefined],
    ['conv 3x3, dilation 6', SAME, undefined],
    // Nine rows and eight columns: TFLite would pad the rows by one on both sides and the columns on the right alone.
    ['conv 3x3, stride 2, padding 1', VALID, [0, 0, 1, 1, 1, 0, 0, 0]],
    // Of the two columns on the right, the last window reaches one.
    ['conv 2x5 with padding on one side', VALID, [0, 0, 1, 0, 0, 1, 0, 0]],
  ] as const) {
    it(`${name}: is ${border === SAME ? 'SAME' : 'VALID'}${pads === undefined ? '' : ', behind a PAD'}`, () => {
      const { operators } = written(name);
      const codes = operators.map(({ code }) => code);
      expect(codes).to.deep.equal(pads === undefined ? [CODES.conv] : [CODES.pad, CODES.conv]);
      expect(operators.at(-1)?.options?.byte(0)).to.equal(border);
      if (pads === undefined) return;
      const { shape, data } = operators[0].inputs[1];
      expect(shape).to.deep.equal([4, 2]);
      expect([...new Int32Array(data.slice().buffer)]).to.deep.equal(pads);
    });
  }

  it('writes a depthwise convolution with its channels last', () => {
    const { code, inputs, options } = only(written('depthwise with a multiplier'));
    expect(code).to.equal(CODES.depthwise);
    expect(inputs[1]).to.deep.include({ shape: [1, 3, 3, 12], axis: 3 });
    expect(options?.integer(3)).to.equal(2);
  });

  it('applies an activation in the operator before it, unless others read what comes before', () => {
    const { options, output } = only(written('conv and relu6'));
    expect(options?.byte(3)).to.equal(3);
    expect(output.name).to.equal('logits');
    const network = SINGLE_LAYERS['conv and relu'];
    const twice: Network = {
      layers: [...network.layers, { kind: 'add', name: 'sum', inputs: ['layer0', 'layer1'] }],
      output: 'sum',
    };
    expect(writtenNetwork(twice).operators.map(({ code }) => code)).to.deep.equal([
      CODES.conv,
      19,
      CODES.add,
    ]);
  });

  it('gives the operands of a concat its scale, or a rescaled copy where others read them', () => {
    const tied = written('concat');
    expect(tied.operators.map(({ code }) => code)).to.deep.equal([CODES.conv, CODES.conv, CODES.concat]);
    const { operators } = written('concat of what others read');
    const { inputs, output, code } = operators.at(-1) ?? only(tied);
    expect(code).to.equal(CODES.concat);
    for (const input of inputs) expect(input.scales).to.deep.equal(output.scales);
  });

  it('repeats and filters pixels for processors that do not interpolate by four', () => {
    const codes = (resizes: Resizes) =>
      written('resize to four times the size', resizes).operators.map(({ code }) => code);
    expect(codes('plain')).to.deep.equal([23]);
    expect(codes('filtered')).to.deep.equal([100, 97, 65, CODES.depthwise]);
  });

  it('names each option by its table', () => {
    const { options, optionsType } = only(written('resize with aligned corners'));
    expect(optionsType).to.equal(15);
    expect([options?.byte(2), options?.byte(3)]).to.deep.equal([1, 0]);
    const pool = only(written('max pooling 2x2'));
    expect(pool).to.include({ code: CODES.maxPool, optionsType: 5 });
    expect([1, 2, 3, 4].map((slot) => pool.options?.integer(slot))).to.deep.equal([2, 2, 2, 2]);
  });
});

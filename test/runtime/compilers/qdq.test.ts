import { expect } from 'chai';
import fc from 'fast-check';
import type { Network } from '../../../core/network/layer.js';
import { pointwise } from '../../core/network/pointwise.js';
import { compilerNamed } from '../../../runtime/compilers/index.js';
import { judgeProgram } from '../../../runtime/compilers/judge.js';
import { quantiseToWords8, wordLayers } from '../../../runtime/compilers/quantisation/words8.js';
import { rejectionOf, shippedNetwork, type Shipped } from './shipped.js';

const onnx = compilerNamed('onnx');

describe('the onnx compiler at 8 bits', () => {
  let shipped: Shipped;
  before(async () => {
    shipped = await shippedNetwork(16, 16);
  });

  const job = () => {
    const { network, weights, training, validation } = shipped;
    return {
      network,
      weights,
      precision: 'int8',
      calibration: training,
      images: validation.slice(0, 4),
    } as const;
  };

  it('agrees with the float network on nearly all pixels, and runs in onnxruntime', async () => {
    const program = await onnx.compile(job());
    const { network, weights, classes, validation } = shipped;
    const score = await judgeProgram({
      compiler: onnx,
      program,
      network,
      weights,
      classes,
      images: validation,
    });
    expect(score?.agreement).to.be.above(0.99);
    expect(score?.miou.program).to.be.closeTo(score?.miou.network ?? NaN, 0.02);
    expect(program.verification.agreement).to.be.above(0.99);
    expect(program.precision).to.equal('int8');
    const [latency] = await onnx.measure(program, { runs: 3 });
    expect(latency).to.include({ source: 'measurement', runs: 3 });
  });

  it('holds every filter in words, and is the same each time', async () => {
    const [small, again, float] = [
      await onnx.compile(job()),
      await onnx.compile(job()),
      await onnx.compile({ ...job(), precision: 'float32' }),
    ].map(({ files }) => files[0]);
    expect(small.name).to.equal('network.int8.onnx');
    expect(small.bytes).to.deep.equal(again.bytes);
    expect(small.bytes.length).to.be.below(0.3 * float.bytes.length);
    const text = Buffer.from(small.bytes).toString('latin1');
    for (const { name } of shipped.network.layers.filter(({ kind }) => kind === 'conv')) {
      expect(text, name).to.contain(`${name}.weight.words`);
    }
  });

  it('takes weights that give no finite activations for what they are', async () => {
    const weights = new Map(shipped.weights);
    const [name, { shape, data }] = [...weights][0];
    weights.set(name, { shape, data: data.map(() => NaN) });
    expect(await rejectionOf(onnx.compile({ ...job(), weights }))).to.have.property(
      'code',
      'CALIBRATION_NOT_FINITE',
    );
  });

  it('has no 16 bits', async () => {
    const error = await rejectionOf(onnx.compile({ ...job(), precision: 'int16' }));
    expect(error).to.have.property('code', 'COMPILE_PRECISION');
  });
});

describe('words of 8 bits', () => {
  const network: Network = {
    layers: [
      { name: 'image', kind: 'input', inputs: [], channels: 1, height: 2, width: 2 },
      pointwise('conv', 'image', 2, { bias: true }),
      { name: 'relu', kind: 'relu', inputs: ['conv'] },
      {
        name: 'pool',
        kind: 'maxpool',
        inputs: ['relu'],
        kernel: [1, 1],
        stride: [1, 1],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
      },
      { name: 'sum', kind: 'add', inputs: ['pool', 'relu'] },
    ],
    output: 'sum',
  };
  const scales = (min: number, max: number, weight: number) => {
    const range = { min, max, sample: Float32Array.of(min, max) };
    const weights = new Map([
      ['conv.weight', { shape: [2, 1, 1, 1], data: Float32Array.of(weight, -2 * weight) }],
      ['conv.bias', { shape: [2], data: Float32Array.of(1, 0) }],
    ]);
    return quantiseToWords8(network, weights, new Map(wordLayers(network).map((name) => [name, range])));
  };

  it('hold what layers read, but not what an activation takes in, nor what is delivered', () => {
    expect(wordLayers(network)).to.deep.equal(['image', 'relu', 'pool']);
  });

  it('hold 0 exactly and both ends within half a step, whatever the range', () => {
    const end = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(end, end, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const held = scales(min, max, 1).activations.get('image') ?? { scale: NaN, zeroPoint: NaN };
        expect(held.zeroPoint % 1).to.equal(0);
        expect(held.zeroPoint).to.be.within(-128, 127);
        for (const value of [min, max]) {
          const word = Math.min(Math.max(Math.round(value / held.scale) + held.zeroPoint, -128), 127);
          expect(Math.abs((word - held.zeroPoint) * held.scale - value)).to.be.at.most(
            held.scale * 0.51 + 1e-12,
          );
        }
      }),
    );
  });

  it('give a pooling the scale of what it reads', () => {
    const { activations } = scales(-1, 3, 1);
    expect(activations.get('pool')).to.equal(activations.get('relu'));
  });

  it('give each filter a scale of its own, and the bias the product of both', () => {
    const { filters, activations } = scales(-1, 3, 0.5);
    const { weight, bias } = filters.get('conv') ?? {};
    expect(weight?.words).to.deep.equal(Int8Array.of(127, -127));
    expect(weight?.scales[1]).to.equal(2 * (weight?.scales[0] ?? NaN));
    const scale = (activations.get('image')?.scale ?? NaN) * (0.5 / 127);
    expect(bias?.words[0]).to.equal(Math.round(1 / scale));
  });
});

import { expect } from 'chai';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import type { Network } from '../../../core/network/layer.js';
import { compilerNamed } from '../../../runtime/compilers/index.js';
import { compileOnnx } from '../../../runtime/compilers/onnx/compile.js';
import type { Sample } from '../../../runtime/datasets/dataset.js';
import { openDigits } from '../../../runtime/datasets/digits.js';
import { withSession } from '../../../runtime/tensor/evaluation/session.js';
import { errorOf } from '../../core/network/expect-error.js';
import { randomWeights } from '../../core/network/random-networks.js';

const INPUT = { height: 32, width: 48 };

function deeplab(): Network {
  return buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input: INPUT },
    11,
  );
}

async function digits(count: number): Promise<Sample[]> {
  const { validation } = await openDigits(
    { kind: 'digits', train: 1, validation: count },
    { ...INPUT, seed: 1 },
  );
  return Promise.all(Array.from({ length: count }, (_, index) => validation.read(index)));
}

describe('compileOnnx', () => {
  it('folds batch norm without changing the logits of real images', async () => {
    const network = deeplab();
    const { onnx, maxDifference, report } = await compileOnnx(network, randomWeights(network, 3), {
      verifyImages: await digits(3),
    });
    expect(report.images).to.equal(3);
    expect(report.maxDifference).to.equal(maxDifference);
    expect(report.logitRange).to.be.above(0);
    expect(report.relativeDifference).to.be.within(Number.MIN_VALUE, 1e-4);
    expect(Buffer.from(onnx).includes('BatchNormalization')).to.equal(false);
  });

  it('fails on weights that give no finite logits', async () => {
    const network = deeplab();
    const weights = new Map(randomWeights(network, 3));
    for (const [name, { shape, data }] of weights) {
      if (name.endsWith('running_var')) weights.set(name, { shape, data: data.map(() => -1) });
    }
    const compiling = compileOnnx(network, weights, { verifyImages: await digits(1) });
    const error: unknown = await compiling.catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'COMPILE_MISMATCH');
  });

  it('compiles nothing unchecked', async () => {
    const network = deeplab();
    const compiling = compileOnnx(network, randomWeights(network, 3), { verifyImages: [] });
    const error: unknown = await compiling.catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'COMPILE_NO_IMAGES');
  });
});

describe('the onnx compiler', () => {
  it('writes a model whose ends are those that it names', async () => {
    const network = deeplab();
    const compiler = compilerNamed('onnx');
    expect(compiler.check(network)).to.deep.equal([]);
    const compilation = await compiler.compile({
      network,
      weights: randomWeights(network, 3),
      images: await digits(1),
      metadata: { classes: 'a,b' },
    });
    const [file] = compilation.files;
    expect(Buffer.from(file.bytes).includes('a,b')).to.equal(true);
    await withSession(file.bytes, async (session) => {
      const ports = (metadata: typeof session.inputMetadata) =>
        metadata.map((port) => port.isTensor && { name: port.name, shape: port.shape, type: port.type });
      expect(ports(session.inputMetadata)).to.deep.equal(compilation.inputs);
      expect(ports(session.outputMetadata)).to.deep.equal(compilation.outputs);
    });
    expect(compilation.inputs).to.deep.equal([{ name: 'image', shape: [1, 3, 32, 48], type: 'float32' }]);
    expect(compilation.outputs).to.deep.equal([{ name: 'logits', shape: [1, 11, 32, 48], type: 'float32' }]);
  });

  for (const kind of ['softmax', 'argmax'] as const) {
    it(`checks the ${kind} that a network delivers, under its own name`, async () => {
      const plain = deeplab();
      const network: Network = {
        layers: [...plain.layers, { name: 'tail', kind, inputs: [plain.output] }],
        output: plain.output,
        delivers: 'tail',
        signature: { input: 'pixels', output: kind },
      };
      const job = { network, weights: randomWeights(network, 3), images: await digits(2) };
      const { inputs, outputs, verification } = await compilerNamed('onnx').compile(job);
      const channels = kind === 'softmax' ? 11 : 1;
      expect(inputs[0].name).to.equal('pixels');
      expect(outputs).to.deep.equal([{ name: kind, shape: [1, channels, 32, 48], type: 'float32' }]);
      expect(verification.images).to.equal(2);
      expect(verification.relativeDifference).to.be.below(1e-3);
      expect(verification.logitRange).to.be.above(kind === 'softmax' ? 0 : 1);
    });
  }

  it('is the only one by now', () => {
    const error = errorOf(() => compilerNamed('onnyx'));
    expect(error.code).to.equal('COMPILER_UNKNOWN');
    expect(error.hint).to.contain('onnx');
  });
});

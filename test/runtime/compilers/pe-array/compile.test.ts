import { expect } from 'chai';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import type { Layer, Network } from '../../../../core/network/layer.js';
import type { Compilation } from '../../../../runtime/compilers/compiler.js';
import { checkCompilable } from '../../../../runtime/compilers/check.js';
import { compilerNamed } from '../../../../runtime/compilers/index.js';
import { judgeProgram } from '../../../../runtime/compilers/judge.js';
import { errorOf } from '../../../core/network/expect-error.js';
import { randomWeights } from '../../../core/network/random-networks.js';
import { rejectionOf, type Shipped, shippedNetwork } from '../shipped.js';

const TARGET: PeArrayTarget = {
  model: 'pe-array',
  spatialUnroll: { C: 4, K: 4 },
  clockMhz: 150,
  wordBits: 16,
  dramGbps: 32,
};
const peArray = compilerNamed('pe-array');

describe('the compiler for the PE array', () => {
  let shipped: Shipped;
  let program: Compilation;
  before(async () => {
    shipped = await shippedNetwork(6, 3);
    program = await compiled(shipped.network, TARGET);
  });

  function compiled(network: Network, target: PeArrayTarget): Promise<Compilation> {
    const { weights, training, validation } = shipped;
    return peArray.compile({
      network,
      weights,
      target,
      calibration: training,
      images: validation.slice(0, 1),
    });
  }

  async function score(made: Compilation, network = shipped.network) {
    const { weights, classes, validation } = shipped;
    const images = { compiler: peArray, weights, classes, images: validation };
    const { agreement, miou } = (await judgeProgram({ ...images, program: made, network })) ?? {};
    return { agreement, loss: (miou?.network ?? NaN) - (miou?.program ?? NaN) };
  }

  // Six images to take ranges from are few: others go beyond them.
  it('keeps the mIoU of the shipped network in words of 16 bits', async () => {
    const { agreement, loss } = await score(program);
    expect(agreement).to.be.above(0.999);
    expect(loss).to.be.closeTo(0, 0.002);
    expect(program.precision).to.equal('int16');
    expect(program.verification.relativeDifference).to.be.below(0.002);
    const { classes } = shipped;
    expect(program.outputs).to.deep.equal([{ name: 'logits', shape: [1, classes, 64, 64], type: 'float32' }]);
  });

  it('keeps nearly all of it in words of 8 bits', async () => {
    const small = await compiled(shipped.network, { ...TARGET, wordBits: 8 });
    const { agreement, loss } = await score(small);
    expect(agreement).to.be.above(0.98);
    expect(loss).to.be.closeTo(0, 0.03);
    expect(small.precision).to.equal('int8');
    expect(small.files[0].bytes.length).to.be.below(0.6 * program.files[0].bytes.length);
  });

  it('lists the program in words, with the cycles that it took', async () => {
    const [file, listing] = program.files;
    expect(file.name).to.equal('network.pe-int16.bin');
    expect(listing.name).to.equal('network.pe-int16.txt');
    const text = new TextDecoder().decode(listing.bytes);
    const [latency] = await peArray.measure(program);
    expect(latency.source).to.equal('simulator');
    expect(text).to.contain(`cycles     ${latency.cycles ?? NaN}, `);
    expect(text).to.match(/conv t\d+, t\d+, t\d+, t\d+, t\d+; 1x1 .*aspp\.project/);
  });

  it('gives classes where the network delivers them', async () => {
    const { network } = shipped;
    const choosing: Network = {
      layers: [...network.layers, { name: 'classes', kind: 'argmax', inputs: [network.output] }],
      output: network.output,
      delivers: 'classes',
    };
    const made = await compiled(choosing, TARGET);
    expect(made.outputs[0].shape).to.deep.equal([1, 1, 64, 64]);
    expect((await score(made, choosing)).agreement).to.be.above(0.999);
  });

  describe('refuses', () => {
    const plain = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input: { height: 32, width: 32 } },
      3,
    );
    const endingIn = (layer: Layer): Network => ({
      ...plain,
      layers: [...plain.layers, layer],
      delivers: layer.name,
    });

    it('each layer that the array cannot run, by name', async () => {
      const network = endingIn({ name: 'likelihood', kind: 'softmax', inputs: [plain.output] });
      expect(peArray.check(network, TARGET)).to.have.length(1);
      const error = await rejectionOf(
        peArray.compile({ network, weights: randomWeights(network, 1), target: TARGET, images: [] }),
      );
      expect(error).to.have.property('code', 'COMPILE_UNSUPPORTED');
      expect(error).to.have.property('message').that.contains("Layer 'likelihood': It is a softmax");
    });

    it('every kind of layer that it has no unit for, before any work', () => {
      const kinds: readonly Layer[] = [
        { name: 'odd', kind: 'activation', inputs: [plain.output], function: { name: 'sigmoid' } },
        { name: 'odd', kind: 'prelu', inputs: [plain.output] },
        { name: 'odd', kind: 'mul', inputs: [plain.output, plain.output] },
        { name: 'odd', kind: 'select', inputs: [plain.output], indices: [0] },
        { name: 'odd', kind: 'batchnorm', inputs: [plain.output], epsilon: 1e-5 },
        { name: 'odd', kind: 'concat', inputs: [plain.output, plain.output] },
        { name: 'odd', kind: 'relu', inputs: [plain.output] },
      ];
      for (const layer of kinds) {
        const obstacles = peArray.check(endingIn(layer), TARGET);
        expect(
          obstacles.map((obstacle) => obstacle.layer),
          layer.kind,
        ).to.deep.equal(['odd']);
      }
    });

    it('a target without words of 8 or 16 bits, and words that the target does not have', () => {
      expect(errorOf(() => checkCompilable(peArray, plain, { ...TARGET, wordBits: 12 })).message).to.contain(
        '12',
      );
      expect(errorOf(() => checkCompilable(peArray, plain, TARGET, 'int8')).code).to.equal(
        'COMPILE_UNSUPPORTED',
      );
      expect(errorOf(() => checkCompilable(peArray, plain, TARGET, 'float32')).code).to.equal(
        'COMPILE_PRECISION',
      );
      expect(errorOf(() => checkCompilable(peArray, plain)).code).to.equal('COMPILE_UNSUPPORTED');
    });
  });
});

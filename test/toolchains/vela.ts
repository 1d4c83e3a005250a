import { expect } from 'chai';
import fc from 'fast-check';
import { deliveredLayer, type Network } from '../../core/network/layer.js';
import { Random } from '../../core/random.js';
import type { CompileJob } from '../../runtime/compilers/compiler.js';
import { compilerNamed } from '../../runtime/compilers/index.js';
import { judgeProgram } from '../../runtime/compilers/judge.js';
import { runModel } from '../../runtime/compilers/onnx/run.js';
import { encodeTflite } from '../../runtime/compilers/tflite-vela/encode.js';
import { estimateByVela } from '../../runtime/compilers/tflite-vela/estimate.js';
import { runLitert } from '../../runtime/compilers/tflite-vela/litert.js';
import { lowerToTflite } from '../../runtime/compilers/tflite-vela/lower.js';
import { obstacles } from '../../runtime/compilers/tflite-vela/obstacles.js';
import { roundedOnnx } from '../../runtime/compilers/tflite-vela/rounded.js';
import { layerScales, rangedLayers } from '../../runtime/compilers/tflite-vela/scales.js';
import { runVela, velaEstimate } from '../../runtime/compilers/tflite-vela/vela.js';
import { foldBatchNorm } from '../../runtime/onnx/fold.js';
import { networks, randomWeights } from '../core/network/random-networks.js';
import { rejectionOf, shippedNetwork, type Shipped } from '../runtime/compilers/shipped.js';
import { SINGLE_LAYERS } from '../runtime/compilers/tflite-vela/single-layers.js';

const compiler = compilerNamed('tflite-vela');
const U55 = {
  model: 'vela',
  accelerator: 'ethos-u55-256',
  systemConfig: 'Ethos_U55_High_End_Embedded',
  memoryMode: 'Shared_Sram',
} as const;
const U85 = {
  model: 'vela',
  accelerator: 'ethos-u85-512',
  systemConfig: 'Ethos_U85_SYS_DRAM_Mid',
  memoryMode: 'Dedicated_Sram_512KB',
} as const;
/** Layers for which an Ethos-U55 has no operator. */
const ON_THE_CPU = ['channels in any order', 'resize to an odd size'];
const RANGE = { min: -3, max: 3 };
const IMAGES = 2;

/** A network as TFLite, and by how many steps each of its results in LiteRT is off the network that is rounded alike. */
async function inSteps(trained: Network): Promise<{ tflite: Uint8Array; steps: Float32Array }> {
  const { network, weights } = foldBatchNorm(trained, randomWeights(trained, 3));
  const ranges = new Map(rangedLayers(network).map((layer) => [layer, RANGE]));
  const scales = layerScales(network, weights, ranges);
  const tflite = encodeTflite(lowerToTflite(network, weights, scales, 'filtered'), 'a test');
  const images = someImages(network);
  const given = await runLitert(tflite, images);
  const wanted = await runModel(roundedOnnx(network, weights, scales), images, { optimisation: 'disabled' });
  expect(given.shape).to.deep.equal(wanted.shape);
  const scale = scales.get(deliveredLayer(network))?.scale ?? 1;
  const steps = given.data.map((value, at) => Math.round(Math.abs(value - wanted.data[at]) / scale));
  return { tflite, steps };
}

function someImages({ layers }: Network) {
  const [first] = layers;
  if (first.kind !== 'input') throw new Error('the first layer is no input');
  const random = Random.fromSeed(5);
  const size = IMAGES * first.channels * first.height * first.width;
  return {
    shape: [IMAGES, first.channels, first.height, first.width],
    data: Float32Array.from({ length: size }, () => random.normal()),
  };
}

describe('TFLite files, in LiteRT and Vela', () => {
  for (const [name, network] of Object.entries(SINGLE_LAYERS)) {
    it(`${name}: gives what floats give, rounded, and Vela compiles it`, async () => {
      const { steps, tflite } = await inSteps(network);
      // A step more is rounding: kernels round halves in other ways. What reads a value that is off by one may add to it.
      const operations = network.layers.length - 1;
      expect(Math.max(...steps)).to.be.at.most(operations === 1 ? 1 : 3);
      const { cycles, leftOut } = velaEstimate(await runVela(tflite, U55, { timeoutMs: 60_000 }));
      expect(leftOut).to.equal(ON_THE_CPU.includes(name) ? 1 : 0);
      expect(cycles > 0).to.equal(leftOut === 0);
    });
  }

  it('networks of many layers give nearly the same words', async () => {
    const possible = networks.filter((network) => obstacles(network).length === 0);
    for (const network of fc.sample(possible, { numRuns: 12, seed: 7 })) {
      const { steps } = await inSteps(network);
      const near = steps.filter((step) => step <= 3).length / steps.length;
      expect(near, network.layers.map(({ kind }) => kind).join(' ')).to.be.above(0.98);
    }
  });
});

describe('the tflite-vela compiler, with its toolchain', () => {
  let shipped: Shipped;
  before(async () => {
    shipped = await shippedNetwork(16, 16);
  });

  const compile = (more: Partial<CompileJob> = {}) => {
    const { network, weights, training, validation } = shipped;
    const images = validation.slice(0, 2);
    return compiler.compile({ network, weights, target: U55, calibration: training, images, ...more });
  };

  it('makes a program all of which an Ethos-U55 runs, and says what it takes', async () => {
    const program = await compile();
    expect(program.files.map(({ name }) => name)).to.deep.equal([
      'network.vela.tflite',
      'network.int8.tflite',
      'network.vela.csv',
      'network.vela.log',
    ]);
    expect(Buffer.from(program.files[0].bytes).includes('ethos-u')).to.equal(true);
    expect(program.resources).to.include({ cpuOperators: 0 });
    expect(program.resources?.sramBytes).to.be.above(0);
    expect(program.verification.steps).to.be.at.most(4);
    expect(program.inputs[0]).to.deep.include({ shape: [1, 64, 64, 3], type: 'int8', layout: 'NHWC' });
    expect(program.tools).to.have.property('ethos-u-vela');
    const [estimated, measured] = await compiler.measure(program, { target: U55, runs: 5 });
    expect(estimated).to.deep.include({ source: 'model', cycles: program.resources?.cycles });
    expect(measured).to.include({ source: 'measurement', runs: 5 });
  });

  it('keeps the mIoU of the network, and runs whole on an Ethos-U85', async () => {
    const program = await compile({ target: U85 });
    expect(program.resources).to.include({ cpuOperators: 0 });
    const { network, weights, classes, validation } = shipped;
    const score = await judgeProgram({ compiler, program, network, weights, classes, images: validation });
    expect(score?.agreement).to.be.above(0.99);
    expect(score?.miou.program).to.be.closeTo(score?.miou.network ?? NaN, 0.02);
  });

  it('estimates a candidate as it estimates the program, without any image', async () => {
    const { network, weights } = shipped;
    const { latencyMs } = await estimateByVela(U55, network, weights);
    const [estimated] = await compiler.measure(await compile(), { target: U55, runs: 1 });
    expect(latencyMs).to.equal(estimated.latencyMs);
  });

  it('says why Vela fails, or that nothing runs on the Ethos-U', async () => {
    const unknown = await rejectionOf(compile({ target: { ...U55, systemConfig: 'Nowhere' } }));
    expect(unknown).to.have.property('code', 'TOOL_FAILED');
    expect(unknown).to.have.property('message').that.contains('System_Config.Nowhere');
    const gathered = SINGLE_LAYERS['channels in any order'];
    const empty = await rejectionOf(estimateByVela(U55, gathered, randomWeights(gathered, 1)));
    expect(empty).to.have.property('code', 'ESTIMATE_EMPTY');
  });

  it('ends when it takes too long, or when it is cancelled', async () => {
    const late = await rejectionOf(compile({ tool: { timeoutMinutes: 0.001 } }));
    expect(late).to.have.property('code', 'TOOL_TIMEOUT');
    const reason = new Error('cancelled');
    const cancelling = new AbortController();
    const started = compile({ signal: cancelling.signal });
    setTimeout(() => {
      cancelling.abort(reason);
    }, 500);
    expect(await rejectionOf(started)).to.equal(reason);
  });
});

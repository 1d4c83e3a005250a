import { expect } from 'chai';
import fc from 'fast-check';
import { deliveredLayer, type Network } from '../../core/network/layer.js';
import type { Weights } from '../../core/network/weights.js';
import { Random } from '../../core/random.js';
import { compilerNamed } from '../../runtime/compilers/index.js';
import { judgeProgram } from '../../runtime/compilers/judge.js';
import { runModel } from '../../runtime/compilers/onnx/run.js';
import { encodeTflite } from '../../runtime/compilers/tflite-vela/encode.js';
import { estimateByVela } from '../../runtime/compilers/tflite-vela/estimate.js';
import { runLitert } from '../../runtime/compilers/tflite-vela/litert.js';
import { lowerToTflite } from '../../runtime/compilers/tflite-vela/lower.js';
import type { Resizes } from '../../runtime/compilers/tflite-vela/lower/context.js';
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
const RANGE = { min: -3, max: 3 };
const IMAGES = 2;

/** Steps by which LiteRT is off the network that is rounded alike, for some images of normal values. */
async function stepsOff(trained: Network, trainedWeights: Weights, resizes: Resizes = 'filtered') {
  const { network, weights } = foldBatchNorm(trained, trainedWeights);
  const ranges = new Map(rangedLayers(network).map((layer) => [layer, RANGE]));
  const scales = layerScales(network, weights, ranges);
  const tflite = encodeTflite(lowerToTflite(network, weights, scales, resizes), 'a test');
  const [first] = network.layers;
  if (first.kind !== 'input') throw new Error('no input');
  const random = Random.fromSeed(5);
  const size = IMAGES * first.channels * first.height * first.width;
  const images = {
    shape: [IMAGES, first.channels, first.height, first.width],
    data: Float32Array.from({ length: size }, () => random.normal()),
  };
  const given = await runLitert(tflite, images);
  const bytes = roundedOnnx(network, weights, scales);
  const wanted = await runModel(bytes, images, 'disabled');
  expect(given.shape).to.deep.equal(wanted.shape);
  const scale = scales.get(deliveredLayer(network))?.scale ?? 1;
  return {
    tflite,
    steps: given.data.map((value, at) => Math.round(Math.abs(value - wanted.data[at]) / scale)),
  };
}

describe('the tflite-vela compiler, with its toolchain', () => {
  describe('a network of one layer', () => {
    for (const [name, network] of Object.entries(SINGLE_LAYERS)) {
      it(`${name}: comes out as in floats, to a step, and Vela takes it`, async () => {
        const { steps, tflite } = await stepsOff(
          network,
          randomWeights(foldBatchNorm(network, randomWeights(network, 3)).network, 3),
        );
        const off = steps.filter((step) => step > 0).length / steps.length;
        if (process.env.SHOW) console.log(name, Math.max(...steps), off.toFixed(3));
        const v = velaEstimate(await runVela(tflite, U55, { timeoutMs: 60_000 }));
        if (process.env.SHOW) console.log(name, v.cycles, v.leftOut);
        expect(Math.max(...steps)).to.be.at.most(1);
      });
    }
  });
});
void [fc, judgeProgram, estimateByVela, obstacles, networks, rejectionOf, shippedNetwork, compiler];
export type X = Shipped;

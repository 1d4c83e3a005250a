import { expect } from 'chai';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { exportOnnx } from '../../../runtime/onnx/export.js';
import { SMALL } from '../../core/network/architectures/small.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, randomImages, runModel } from './run-model.js';

describe('exportOnnx of every architecture', () => {
  for (const [title, spec] of Object.entries(SMALL)) {
    it(`computes what the interpreter does, folded or not: ${title}`, async () => {
      const network = buildArchitecture(spec, 3);
      const weights = randomWeights(network, 2);
      const image = randomImages(network, 1, 6);
      const expected = runNetwork(network, weights, Float64Array.from(image));
      const range = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      for (const foldBatchNorm of [false, true]) {
        const logits = await runModel(exportOnnx(network, weights, { foldBatchNorm }), network, image);
        expect(largestDifference(logits, expected) / range).to.be.below(1e-5);
      }
    });
  }
});

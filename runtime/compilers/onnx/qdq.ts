import { exportOnnx } from '../../onnx/export.js';
import { foldBatchNorm } from '../../onnx/fold.js';
import type { CompileJob, Verification } from '../compiler.js';
import { calibrate } from '../quantisation/calibrate.js';
import { quantiseToWords8, wordLayers } from '../quantisation/words8.js';
import { verifyQuantised } from '../verify-quantised.js';
import { runOnnx } from './run.js';

/**
 * Writes a network as an ONNX model in QDQ form, activations and weights in words of 8 bits, calibrated on images, and
 * checks the very bytes in onnxruntime.
 *
 * Throws a TargetError `COMPILE_MISMATCH`, `COMPILE_NO_IMAGES` or `CALIBRATION_NOT_FINITE`, and `checkWeights`'s errors.
 */
export async function compileQdq(
  job: CompileJob,
): Promise<{ readonly onnx: Uint8Array; readonly report: Verification }> {
  const { images, calibration = images, metadata } = job;
  const { network, weights } = foldBatchNorm(job.network, job.weights);
  const ranges = await calibrate(network, weights, wordLayers(network), calibration, job.signal);
  const quantisation = quantiseToWords8(network, weights, ranges);
  const onnx = exportOnnx(network, weights, { batch: 1, foldBatchNorm: false, metadata, quantisation });
  const program = { name: 'network.onnx', mediaType: 'application/octet-stream', bytes: onnx };
  const report = await verifyQuantised({
    network: job.network,
    weights: job.weights,
    images,
    precision: 'int8',
    run: (inputs) => runOnnx({ files: [program] }, inputs, job.signal),
  });
  return { onnx, report };
}

import { env } from 'onnxruntime-node';
import { deliveredLayer, type Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { TargetError } from '../../../core/errors.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Sample } from '../../datasets/dataset.js';
import { exportOnnx } from '../../onnx/export.js';
import { irVersion } from '../../onnx/graph.js';
import { opsetOf, signatureOf } from '../../onnx/lower.js';
import { toInput } from '../../tensor/evaluation/normalise.js';
import { floatsOf, runSession, withSession } from '../../tensor/evaluation/session.js';
import type { Compilation, CompileJob, Compiler, Verification } from '../compiler.js';
import { portsOf } from '../ports.js';
import { checkCompilable } from '../check.js';
import { compileQdq } from './qdq.js';
import { measureOnnx, runOnnx } from './run.js';
import { verifyClasses, verifyLogits } from '../verify.js';

/**
 * Of the range of logits. Folding only rounds anew: it moved those of DeepLabV3+ by 2e-6 (ResNet-18) to 3e-5 (ResNet-50)
 * of their range. A mistake moves them by far more.
 */
const BOUND = 1e-3;

export interface CompileOnnxOptions {
  /** Real images of the network's size, at least one. */
  readonly verifyImages: readonly Sample[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface OnnxCompilation {
  /** The ONNX model: batch norm folded, one image a run, all shapes fixed. */
  readonly onnx: Uint8Array;
  /** The report's. */
  readonly maxDifference: number;
  readonly report: Verification;
}

/**
 * Writes a network as a deployable ONNX model and checks the very bytes: on real images it must give what the network
 * gives with batch norm unfolded, both in onnxruntime.
 *
 * Throws a TargetError `COMPILE_MISMATCH` or `COMPILE_NO_IMAGES`, a TensorError `INPUT_SHAPE`, and `checkWeights`'s
 * errors.
 */
export async function compileOnnx(
  network: Network,
  weights: Weights,
  { verifyImages, metadata }: CompileOnnxOptions,
): Promise<OnnxCompilation> {
  if (verifyImages.length === 0) {
    throw new TargetError('COMPILE_NO_IMAGES', 'There is no image to check the compiled network on.', {
      hint: 'Give at least one image of the dataset.',
    });
  }
  const onnx = exportOnnx(network, weights, { batch: 1, metadata });
  const report = await verified(network, weights, onnx, verifyImages);
  return { onnx, maxDifference: report.maxDifference, report };
}

/** The back end for whatever reads ONNX. */
export const onnxCompiler: Compiler = {
  name: 'onnx',
  precisions: ['float32', 'int8'],
  check: () => [],
  compile,
  run: runOnnx,
  measure: measureOnnx,
};

async function compile(job: CompileJob): Promise<Compilation> {
  const { network, precision = 'float32' } = job;
  checkCompilable(onnxCompiler, network, job.target, precision);
  const { onnx, report } = precision === 'int8' ? await compileQdq(job) : await compileFloat(job);
  const { input, output } = portsOf(network);
  const opset = opsetOf(network);
  const name = precision === 'float32' ? 'network.onnx' : `network.${precision}.onnx`;
  return {
    compiler: 'onnx',
    precision,
    files: [{ name, mediaType: 'application/octet-stream', bytes: onnx }],
    verification: report,
    inputs: [input],
    outputs: [output],
    tools: {
      'onnx ir': String(irVersion(opset)),
      'onnx opset': String(opset),
      onnxruntime: env.versions.node ?? env.versions.common,
    },
  };
}

function compileFloat({ network, weights, images, metadata }: CompileJob): Promise<OnnxCompilation> {
  return compileOnnx(network, weights, { verifyImages: images, metadata });
}

/** Checks a model against the network with batch norm unfolded, on what it gives or on the scores behind classes. */
async function verified(
  network: Network,
  weights: Weights,
  onnx: Uint8Array,
  images: readonly Sample[],
): Promise<Verification> {
  const delivered = network.layers.find(({ name }) => name === deliveredLayer(network));
  const delivers = delivered?.kind === 'argmax' ? delivered.inputs[0] : deliveredLayer(network);
  const unfolded = exportOnnx({ ...network, delivers }, weights, { batch: 1, foldBatchNorm: false });
  const expected = await outputsOf(unfolded, network, images);
  const actual = await outputsOf(onnx, network, images);
  if (delivered?.kind === 'argmax') {
    return verifyClasses(
      expected.map((logits, i) => ({ logits, classes: actual[i] })),
      BOUND,
    );
  }
  return verifyLogits(
    expected.map((logits, i) => ({ expected: logits, actual: actual[i] })),
    BOUND,
  );
}

async function outputsOf(
  model: Uint8Array,
  network: Network,
  images: readonly Sample[],
): Promise<Float32Array[]> {
  const input = shapeOf(inferShapes(network), network.layers[0].name);
  return withSession(model, async (session) => {
    const outputs: Float32Array[] = [];
    for (const image of images) {
      const values = await runSession(session, toInput([image], input, network.normalisation));
      outputs.push(floatsOf(values, signatureOf(network).output));
    }
    return outputs;
  });
}

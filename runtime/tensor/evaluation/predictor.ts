import type { InferenceSession } from 'onnxruntime-node';
import { TensorError } from '../../../core/errors.js';
import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { foldBatchNorm } from '../../onnx/fold.js';
import { GraphBuilder } from '../../onnx/graph.js';
import { batchOf, lowerNetwork, opsetOf } from '../../onnx/lower.js';
import { runnableBatches } from './single-images.js';
import { bytesOf, type FloatTensor, floatsOf, runSession, withSession } from './session.js';

const UINT8 = 2;

/** The most likely class of every pixel, [N, height, width], of some normalised images. */
export type Predict = (images: FloatTensor) => Promise<Uint8Array>;

/**
 * Builds the network with batch norm folded as ONNX in memory and hands out its predictions. The classes are chosen in
 * the graph: an eight-bit class a pixel leaves it in place of a float for each class. Of equal logits the first wins.
 *
 * `Predict` throws a TensorError `EVALUATION_NOT_FINITE` where logits are not finite.
 */
export async function withPredictor<T>(
  network: Network,
  weights: Weights,
  use: (predict: Predict) => Promise<T>,
): Promise<T> {
  return withSession(predictionModel(network, weights), (session) =>
    use(async (images) => {
      const batches = runnableBatches(network, images);
      if (batches.length === 1) return predictBatch(session, images);
      const { height, width } = shapeOf(inferShapes(network), network.output);
      const classes = new Uint8Array(images.shape[0] * height * width);
      for (const [n, batch] of batches.entries()) {
        classes.set(await predictBatch(session, batch), n * height * width);
      }
      return classes;
    }),
  );
}

async function predictBatch(session: InferenceSession, images: FloatTensor): Promise<Uint8Array> {
  const outputs = await runSession(session, images);
  if (!Number.isFinite(floatsOf(outputs, 'sum')[0])) {
    throw new TensorError('EVALUATION_NOT_FINITE', 'The network gives logits that are not finite.', {
      hint: 'The weights hold values that are not numbers, or too large ones; train again.',
    });
  }
  return bytesOf(outputs, 'classes');
}

/**
 * What lies behind the logits is left out. The sum of all logits goes out too, since infinities and NaN survive in it and
 * would be lost in the classes.
 */
function predictionModel(network: Network, weights: Weights): Uint8Array {
  const folded = foldBatchNorm(network, weights);
  const { output } = folded.network;
  const batch = batchOf(network, 'N');
  const graph = new GraphBuilder(opsetOf(network));
  const [classes, sum] = ['classes', 'sum'].map((name) => graph.fresh(name));
  const wanted = new Map([[output, 'logits']]);
  const values = lowerNetwork(graph, folded.network, folded.weights, { batch, wanted });
  const logits = [...values.values()];
  const best = graph.node('ArgMax', logits, graph.fresh('best'), { axis: 1, keepdims: 0 });
  graph.node('Cast', [best], classes, { to: UINT8 });
  graph.node('ReduceSum', logits, sum, { keepdims: 0 });
  const { height, width } = shapeOf(inferShapes(folded.network), output);
  graph.output(classes, 'uint8', [batch, height, width]);
  graph.output(sum, 'float', []);
  return graph.encode({ name: 'prediction' });
}

import { deliveredLayer, type Network } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { foldBatchNorm } from './fold.js';
import { GraphBuilder } from './graph.js';
import { batchOf, lowerNetwork, opsetOf, signatureOf } from './lower.js';
import type { Batch } from './lower/context.js';
import type { Quantisation } from './lower/quantise.js';

export interface ExportOptions {
  /** Fold each batch norm into the convolution before it, where nothing else reads that. Default true. */
  readonly foldBatchNorm?: boolean;
  /** Images a run takes. Default `N`, any number. A network for single images takes one. */
  readonly batch?: Batch;
  /** The graph's name. Default `network`. */
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is held in words of 8 bits; names are those of the network as it is exported. Default: nothing. */
  readonly quantisation?: Quantisation;
}

/**
 * A network as the bytes of an ONNX model, its weights inside: one input, [N, channels, height, width], float32,
 * normalised; one output, what the network delivers, float32. Both are named as its signature says, else `image` and
 * `logits`. What the output does not need is left out.
 *
 * Throws `checkWeights`'s and `inferShapes`'s errors.
 */
export function exportOnnx(network: Network, weights: Weights, options: ExportOptions = {}): Uint8Array {
  const { name = 'network', metadata, quantisation } = options;
  const batch = batchOf(network, options.batch ?? 'N');
  const source = options.foldBatchNorm === false ? { network, weights } : foldBatchNorm(network, weights);
  const graph = new GraphBuilder(opsetOf(network));
  const delivered = deliveredLayer(source.network);
  const wanted = new Map([[delivered, signatureOf(network).output]]);
  const values = lowerNetwork(graph, source.network, source.weights, { batch, wanted, quantisation });
  const { channels, height, width } = shapeOf(inferShapes(source.network), delivered);
  for (const output of values.values()) graph.output(output, 'float', [batch, channels, height, width]);
  return graph.encode({ name, metadata });
}

import type { Network } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { foldBatchNorm } from './fold.js';
import { GraphBuilder } from './graph.js';
import { type Batch, lowerNetwork } from './lower.js';

export interface ExportOptions {
  /** Fold each batch norm into the convolution before it, where nothing else reads that. Default true. */
  readonly foldBatchNorm?: boolean;
  /** Images a run takes. Default `N`, any number. */
  readonly batch?: Batch;
  /** The graph's name. Default `network`. */
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A network as the bytes of an ONNX model, its weights inside: input `image` [N, channels, height, width], float32,
 * normalised; output `logits` [N, classes, height, width].
 *
 * Throws `checkWeights`'s and `inferShapes`'s errors.
 */
export function exportOnnx(network: Network, weights: Weights, options: ExportOptions = {}): Uint8Array {
  const { batch = 'N', name = 'network', metadata } = options;
  const source = options.foldBatchNorm === false ? { network, weights } : foldBatchNorm(network, weights);
  const graph = new GraphBuilder();
  const logits = lowerNetwork(graph, source.network, source.weights, { batch });
  const { channels, height, width } = shapeOf(inferShapes(network), network.output);
  graph.output(logits, 'float', [batch, channels, height, width]);
  return graph.encode({ name, metadata });
}

import type { InferenceSession } from 'onnxruntime-node';
import { TargetError } from '../../../core/errors.js';
import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Sample } from '../../datasets/dataset.js';
import { GraphBuilder } from '../../onnx/graph.js';
import { lowerNetwork, opsetOf } from '../../onnx/lower.js';
import { toInput } from '../../tensor/evaluation/normalise.js';
import { floatsOf, runSession, withSession } from '../../tensor/evaluation/session.js';

/** Values that an image adds to a layer's sample, at most. */
const SAMPLE = 1024;

/** What a layer's output takes on over the calibration images. */
export interface ActivationRange {
  readonly min: number;
  readonly max: number;
  /** Some of the values, spread evenly over positions and images. */
  readonly sample: Float32Array;
}

/**
 * Runs the float network on images, one by one in onnxruntime, and gathers the range of some layers' outputs.
 *
 * Throws a TargetError `COMPILE_NO_IMAGES` without images, and `CALIBRATION_NOT_FINITE` that names a layer whose output is
 * not finite, and the signal's reason when that ends it.
 */
export async function calibrate(
  network: Network,
  weights: Weights,
  layers: readonly string[],
  images: readonly Sample[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ActivationRange>> {
  if (images.length === 0) {
    throw new TargetError('COMPILE_NO_IMAGES', 'There is no image to take the ranges of activations from.', {
      hint: 'Give at least one training image.',
    });
  }
  const input = shapeOf(inferShapes(network), network.layers[0].name);
  const { model, values } = observedModel(network, weights, layers);
  const gathered = new Map(layers.map((name) => [name, new Gatherer(name)]));
  const observe = async (session: InferenceSession): Promise<void> => {
    for (const [index, image] of images.entries()) {
      signal?.throwIfAborted();
      const outputs = await runSession(session, toInput([image], input, network.normalisation));
      for (const [layer, gatherer] of gathered) {
        gatherer.add(floatsOf(outputs, values.get(layer) ?? layer), index);
      }
    }
  };
  // As written: onnxruntime's other layouts crash on some networks whose every value is an output.
  await withSession(model, observe, 1, 'disabled');
  return new Map([...gathered].map(([layer, gatherer]) => [layer, gatherer.range()]));
}

function observedModel(network: Network, weights: Weights, layers: readonly string[]) {
  const graph = new GraphBuilder(opsetOf(network));
  const wanted = new Map(layers.map((name) => [name, `${name}.observed`]));
  const values = lowerNetwork(graph, network, weights, { batch: 1, wanted });
  const shapes = inferShapes(network);
  for (const [layer, value] of values) {
    const { channels, height, width } = shapeOf(shapes, layer);
    graph.output(value, 'float', [1, channels, height, width]);
  }
  return { model: graph.encode({ name: 'calibration' }), values };
}

class Gatherer {
  private min = Infinity;
  private max = -Infinity;
  private readonly parts: Float32Array[] = [];

  constructor(private readonly layer: string) {}

  add(values: Float32Array, image: number): void {
    for (const value of values) {
      if (!Number.isFinite(value)) {
        throw new TargetError(
          'CALIBRATION_NOT_FINITE',
          `Layer '${this.layer}' gives values that are not finite.`,
          {
            hint: 'The weights hold values that are not numbers, or too large ones; train again.',
          },
        );
      }
      this.min = Math.min(this.min, value);
      this.max = Math.max(this.max, value);
    }
    const step = Math.max(1, Math.ceil(values.length / SAMPLE));
    const start = image % step;
    const count = Math.ceil((values.length - start) / step);
    this.parts.push(Float32Array.from({ length: count }, (_, index) => values[start + index * step]));
  }

  range(): ActivationRange {
    const sample = new Float32Array(this.parts.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const part of this.parts) {
      sample.set(part, filled);
      filled += part.length;
    }
    return { min: this.min, max: this.max, sample };
  }
}

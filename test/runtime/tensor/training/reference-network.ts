import { parameterName, type Network, type Shape } from '../../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../../core/network/shapes.js';
import type { Weights } from '../../../../core/network/weights.js';
import { layersOfLogits } from '../../../../runtime/tensor/training/logits.js';
import type { ParameterLayout } from '../../../../runtime/tensor/training/parameters.js';
import { PARAMETERS, referenceForward } from './reference.js';
import { fill, type Values } from './reference-pixels.js';

/** The logits of a whole network by the reference, from the layout's vector of parameters; constants of `weights`. */
export function referenceLogits(
  network: Network,
  layout: ParameterLayout,
  weights: Weights,
  vector: Float64Array,
  batch: number,
  images: ArrayLike<number>,
): Values {
  const shapes = inferShapes(network);
  const values = new Map<string, Values>();
  const own = new Map(
    layout.parameters.map(({ name, offset, size }) => [name, vector.subarray(offset, offset + size)]),
  );
  for (const layer of layersOfLogits(network)) {
    const parameters = PARAMETERS.flatMap((name) => own.get(parameterName(layer, name)) ?? []);
    const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
    const given = layer.inputs.map((name) => values.get(name) ?? new Float64Array());
    const output = shapeOf(shapes, layer.name);
    values.set(
      layer.name,
      layer.kind === 'input'
        ? Float64Array.from(images)
        : layer.kind === 'constant'
          ? constant(batch, output, weights.get(`${layer.name}.value`)?.data)
          : referenceForward(layer, batch, inputs, output, given, parameters),
    );
  }
  return values.get(network.output) ?? new Float64Array();
}

function constant(batch: number, shape: Shape, values: Float32Array = new Float32Array()): Values {
  const { height, width } = shape;
  return fill(
    batch,
    shape,
    (_image, row, column, channel) => values[(channel * height + row) * width + column],
  );
}

/** The mean of -log softmax at the label over the pixels that are not 255, as PyTorch defines cross-entropy. */
export function referenceLoss(logits: Values, labels: Uint8Array, classes: number): number {
  let sum = 0;
  let count = 0;
  labels.forEach((label, pixel) => {
    if (label === 255) return;
    const row = logits.subarray(pixel * classes, (pixel + 1) * classes);
    sum += Math.log(row.reduce((all, value) => all + Math.exp(value), 0)) - row[label];
    count++;
  });
  return count === 0 ? 0 : sum / count;
}

import { expect } from 'chai';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { LayerKind } from '../../../../core/network/layer.js';
import { checkWeights } from '../../../../core/network/parameters.js';
import { Random } from '../../../../core/random.js';
import { exportOnnx } from '../../../../runtime/onnx/export.js';
import {
  type ImportedNetwork,
  importOnnx,
  type ImportOptions,
} from '../../../../runtime/onnx/import/import.js';
import type { Layout } from '../../../../runtime/onnx/import/view.js';
import { withSession } from '../../../../runtime/tensor/evaluation/session.js';
import { largestDifference } from '../run-model.js';
import type { TestModel } from './model.js';

/**
 * Imports a model, exports it again, and holds what onnxruntime makes of both against each other, to 1e-4, on a normal
 * random image.
 */
export async function importedSame(
  model: TestModel | Uint8Array,
  options: ImportOptions = {},
): Promise<ImportedNetwork> {
  const bytes = model instanceof Uint8Array ? model : model.encode();
  const imported = importOnnx(bytes, options);
  checkWeights(imported.network, imported.weights);
  const [input] = imported.network.layers;
  if (input.kind !== 'input') throw new Error('no input');
  const shape = [1, input.channels, input.height, input.width];
  const random = Random.fromSeed(3);
  const image = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());

  const wanted = await withSession(bytes, async (session) => {
    const own = imported.layout.input === 'NHWC' ? swapped(image, shape, 'NHWC') : { data: image, shape };
    return outputOf(session, own, imported.network.signature?.output);
  });
  const found = await withSession(
    exportOnnx(imported.network, imported.weights, { foldBatchNorm: false, batch: 1 }),
    (session) => outputOf(session, { data: image, shape }, undefined),
  );
  const laid = imported.layout.output === 'NHWC' ? swapped(wanted.data, wanted.shape, 'NCHW') : wanted;
  expect(largestDifference(found.data, laid.data)).to.be.below(1e-4);
  return imported;
}

/** The kinds of a network's layers without its input. */
export function kindsOf({ network }: ImportedNetwork): LayerKind[] {
  return network.layers.slice(1).map(({ kind }) => kind);
}

interface Floats {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

async function outputOf(
  session: InferenceSession,
  { data, shape }: Floats,
  name: string | undefined,
): Promise<Floats> {
  const outputs = await session.run({ [session.inputNames[0]]: new Tensor('float32', data, shape) });
  const output = outputs[name ?? session.outputNames[0]];
  return { data: Float32Array.from(output.data as ArrayLike<number>, Number), shape: output.dims };
}

/** Values of one image in another layout. */
function swapped(data: Float32Array, shape: readonly number[], to: Layout): Floats {
  const [, a, b, c] = shape;
  const [outer, inner] = to === 'NHWC' ? [a, b * c] : [a * b, c];
  const moved = new Float32Array(data.length);
  for (let i = 0; i < outer; i++) for (let j = 0; j < inner; j++) moved[j * outer + i] = data[i * inner + j];
  return { data: moved, shape: to === 'NHWC' ? [1, b, c, a] : [1, c, a, b] };
}

import { cpus } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import {
  type FloatTensor,
  floatsOf,
  type Optimisation,
  runSession,
  withSession,
} from '../../tensor/evaluation/session.js';
import {
  type CompiledProgram,
  type Latency,
  mainFile,
  type MeasureOptions,
  type ProgramOutput,
} from '../compiler.js';
import { measuredLatency } from '../timing.js';

const WARM_UP = 3;
const RUNS = 20;

/** Runs an ONNX program image by image in onnxruntime. An output of one channel where scores have several is classes. */
export function runOnnx(
  program: CompiledProgram,
  images: FloatTensor,
  signal?: AbortSignal,
): Promise<ProgramOutput> {
  return runModel(mainFile(program).bytes, images, { signal });
}

/** The same for the bytes of a model. */
export async function runModel(
  model: Uint8Array,
  images: FloatTensor,
  {
    optimisation = 'all',
    signal,
  }: { readonly optimisation?: Optimisation; readonly signal?: AbortSignal } = {},
): Promise<ProgramOutput> {
  const [count, ...image] = images.shape;
  const size = images.data.length / count;
  const run = async (session: InferenceSession): Promise<ProgramOutput> => {
    const parts: Float32Array[] = [];
    for (let n = 0; n < count; n++) {
      signal?.throwIfAborted();
      const data = images.data.subarray(n * size, (n + 1) * size);
      parts.push(await resultOf(session, { shape: [1, ...image], data }));
    }
    const shape = [count, ...outputShape(session).slice(1)];
    const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.forEach((part, n) => {
      data.set(part, n * part.length);
    });
    return { shape, data, holds: shape[1] === 1 ? 'classes' : 'scores' };
  };
  return withSession(model, run, 1, optimisation);
}

/** Times an ONNX program in onnxruntime on one thread of this machine's processor, on an image of zeros. */
export async function measureOnnx(
  program: CompiledProgram,
  { runs = RUNS, signal }: MeasureOptions = {},
): Promise<readonly Latency[]> {
  return withSession(mainFile(program).bytes, async (session) => {
    const shape = inputShape(session);
    const image = { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
    const times: number[] = [];
    for (let run = -WARM_UP; run < runs; run++) {
      signal?.throwIfAborted();
      const start = performance.now();
      await resultOf(session, image);
      if (run >= 0) times.push(performance.now() - start);
    }
    return [measuredLatency(`onnxruntime, one thread, ${cpus()[0]?.model ?? process.arch}`, times)];
  });
}

async function resultOf(session: InferenceSession, image: FloatTensor): Promise<Float32Array> {
  return floatsOf(await runSession(session, image), session.outputNames[0]);
}

function inputShape(session: InferenceSession): number[] {
  return fixedShape(session.inputMetadata[0]);
}

function outputShape(session: InferenceSession): number[] {
  return fixedShape(session.outputMetadata[0]);
}

function fixedShape(port: InferenceSession.ValueMetadata): number[] {
  const shape = port.isTensor ? port.shape : [];
  return shape.map((size) => {
    if (typeof size !== 'number') throw new Error(`the size ${size} of ${port.name} is not fixed`);
    return size;
  });
}

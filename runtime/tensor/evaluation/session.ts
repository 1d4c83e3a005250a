import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Float values in and out of a session, row-major. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Whether onnxruntime may put other operators in the place of the model's, rounding in words among them. */
export type Optimisation = 'all' | 'disabled';

/**
 * Runs ONNX models in this process, operators in order; on one thread the same model and input give the same bits on the
 * same kind of processor. A run blocks the event loop; timers and messages get their turn between runs.
 */
export async function openSession(
  model: Uint8Array,
  threads = 1,
  optimisation: Optimisation = 'all',
): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: optimisation,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
}

/** Opens a session, hands it to `use`, and frees its memory whatever happens. */
export async function withSession<T>(
  model: Uint8Array,
  use: (session: InferenceSession) => Promise<T>,
  threads = 1,
  optimisation: Optimisation = 'all',
): Promise<T> {
  const session = await openSession(model, threads, optimisation);
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

/** Feeds one float tensor to a model's only input and returns all outputs by name. */
export async function runSession(
  session: InferenceSession,
  input: FloatTensor,
): Promise<ReadonlyMap<string, Tensor>> {
  const feeds = { [session.inputNames[0]]: new Tensor('float32', input.data, input.shape) };
  return new Map(Object.entries(await session.run(feeds)));
}

/** The float data of an output. */
export function floatsOf(outputs: ReadonlyMap<string, Tensor>, name: string): Float32Array {
  const data = outputs.get(name)?.data;
  if (!(data instanceof Float32Array)) throw new Error(`the model has no float output ${name}`);
  return data;
}

/** The 8-bit data of an output. */
export function bytesOf(outputs: ReadonlyMap<string, Tensor>, name: string): Uint8Array {
  const data = outputs.get(name)?.data;
  if (!(data instanceof Uint8Array)) throw new Error(`the model has no 8-bit output ${name}`);
  return data;
}

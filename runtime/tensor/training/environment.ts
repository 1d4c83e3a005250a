/**
 * Settings that TensorFlow reads from the process's environment when it loads. One thread each: several processes with
 * one thread train more steps a second than one with all, and sums keep their order, so results repeat exactly. oneDNN's
 * kernels gain nothing in training at 192x192 and above, and are slower in forward passes.
 */
const DEFAULTS = {
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
} as const;

/**
 * Sets what the user has not set. Native code sees only what the main thread sets: a thread's own `process.env` is a
 * copy, so call this before the thread starts.
 */
export function setTensorflowDefaults(): void {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] ??= value;
}

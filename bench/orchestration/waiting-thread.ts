import type { EvaluationResult } from '../../runtime/tensor/evaluation/evaluate.js';
import type { EvaluateJob, TensorWork } from '../../runtime/tensor/thread/jobs.js';
import { serve } from '../../runtime/tensor/thread/serve.js';
import { weightBytes } from '../weights.js';
import { EVALUATION_MS } from './scene.js';

/** Weights of so many bytes recognise half of it: more are better, which a search weighs against latency. */
const HALF = 1e6;

const never = new Int32Array(new SharedArrayBuffer(4));

serve<EvaluateJob, Pick<TensorWork, 'evaluate'>>({
  evaluate: async ({ weights }): Promise<EvaluationResult> => {
    // Holds the thread up, as an evaluation does, to a fraction of a millisecond.
    Atomics.wait(never, 0, 0, EVALUATION_MS);
    const bytes = weightBytes(weights);
    const miou = bytes / (bytes + HALF);
    return { miou, perClassIou: [miou], pixelAccuracy: miou, confusion: [[1]], images: 1 };
  },
});

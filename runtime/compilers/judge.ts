import { addToConfusion, emptyConfusion, miou } from '../../core/metrics/confusion.js';
import type { Network } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { IGNORE_LABEL, type Sample } from '../datasets/dataset.js';
import { toInput } from '../tensor/evaluation/normalise.js';
import { withPredictor } from '../tensor/evaluation/predictor.js';
import { classesOf } from './classes.js';
import type { CompiledProgram, Compiler, ProgramOutput } from './compiler.js';

/** Images that are held in memory at a time. */
const BATCH = 16;

/** What a program and the network that it was made of reach on the same images, 0 … 1. */
export interface ProgramScore {
  readonly images: number;
  readonly miou: { readonly network: number | null; readonly program: number | null };
  /** Share of the pixels that both give the same class. */
  readonly agreement: number;
}

export interface JudgeJob {
  readonly compiler: Pick<Compiler, 'run'>;
  readonly program: CompiledProgram;
  readonly network: Network;
  readonly weights: Weights;
  /** How many classes labels tell apart. */
  readonly classes: number;
  readonly images: readonly Sample[];
  readonly signal?: AbortSignal;
}

/**
 * Runs a program and its network on labelled images and counts both against the labels. Null for a network
 * whose program does not give a class, or a score a class, for each pixel of the image. Rejects with the signal's reason
 * when that ends it.
 */
export async function judgeProgram(job: JudgeJob): Promise<ProgramScore | null> {
  const { compiler, program, network, weights, classes, images, signal } = job;
  const shapes = inferShapes(network);
  const input = shapeOf(shapes, network.layers[0].name);
  const [byNetwork, byProgram] = [emptyConfusion(classes), emptyConfusion(classes)];
  let [same, pixels] = [0, 0];
  const fits = await withPredictor(network, weights, async (predict) => {
    for (let start = 0; start < images.length; start += BATCH) {
      const batch = images.slice(start, start + BATCH);
      const normalised = toInput(batch, input, network.normalisation);
      const labels = Uint8Array.from(batch.flatMap((image) => [...image.labels]));
      const expected = await predict(normalised);
      const actual = labelsOf(await compiler.run(program, normalised, signal), classes);
      if (actual?.length !== labels.length || expected.length !== labels.length) return false;
      addToConfusion(byNetwork, labels, expected, IGNORE_LABEL);
      addToConfusion(byProgram, labels, actual, IGNORE_LABEL);
      same += expected.reduce((count, chosen, pixel) => count + (chosen === actual[pixel] ? 1 : 0), 0);
      pixels += expected.length;
    }
    return true;
  });
  if (!fits || pixels === 0) return null;
  return {
    images: images.length,
    miou: { network: miou(byNetwork), program: miou(byProgram) },
    agreement: same / pixels,
  };
}

/** The class of each pixel; undefined where a program gives neither classes nor a score for each of them. */
function labelsOf(output: ProgramOutput, classes: number): Uint8Array | undefined {
  if (output.holds === 'scores' && output.shape[1] !== classes) return undefined;
  const chosen = classesOf(output);
  return chosen.every((label) => label < classes) ? Uint8Array.from(chosen) : undefined;
}

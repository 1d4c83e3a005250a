import type { EvaluateAnswer, ImageCounts } from '../activities/messages.js';

/** Images that the evaluations of one candidate took. */
export type Effort = Omit<ImageCounts, 'saved'>;

const NO_EFFORT: Effort = { evaluated: 0, cached: 0, recalibration: 0 };

/** Effort after one more evaluation, which goes on where those before it ended, recalibration included. */
export function effortOf(
  before: Effort | undefined,
  answer: Pick<EvaluateAnswer, 'images' | 'cached'>,
  recalibrationImages: number,
): Effort {
  const { evaluated, cached, recalibration } = before ?? NO_EFFORT;
  const more = answer.images - evaluated - cached;
  if (answer.cached === true) return { evaluated, cached: cached + more, recalibration };
  return {
    evaluated: evaluated + more,
    cached,
    recalibration: before === undefined ? recalibrationImages : recalibration,
  };
}

/** The images of a search, over all of its candidates. */
export function countImages(
  outcomes: readonly { readonly metrics: Readonly<Record<string, number>>; readonly images?: Effort }[],
): ImageCounts {
  const efforts = outcomes.flatMap(({ images }) => images ?? []);
  const sum = (count: (effort: Effort) => number) =>
    efforts.reduce((total, effort) => total + count(effort), 0);
  const seen = (effort: Effort) => effort.evaluated + effort.cached;
  // A candidate that was judged in full has seen all images; nobody has seen more.
  const full = efforts.reduce((most, effort) => Math.max(most, seen(effort)), 0);
  const dropped = outcomes
    .filter(({ metrics }) => !('miou' in metrics))
    .flatMap(({ images }) => images ?? []);
  return {
    evaluated: sum(({ evaluated }) => evaluated),
    cached: sum(({ cached }) => cached),
    saved: dropped.reduce((total, effort) => total + full - seen(effort), 0),
    recalibration: sum(({ recalibration }) => recalibration),
  };
}

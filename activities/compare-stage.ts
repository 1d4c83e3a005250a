import { clearlyDominated, type Contender, type Domination } from '../core/metrics/clear-dominance.js';
import { type Confusion, iou, miou } from '../core/metrics/confusion.js';
import { isImageConfusions, type ImageConfusions, sumOfImages } from '../core/metrics/image-confusions.js';
import { classIouMetric, type Metrics } from '../core/metrics/metrics.js';
import { jackknife } from '../core/metrics/paired-jackknife.js';
import { parseConstraint, totalViolation } from '../core/pipeline/constraints.js';
import { expressionsOf, isCheap, toObjectives } from '../core/pipeline/objectives.js';
import { getJson } from '../runtime/store/json.js';
import type { CompareRequest, StageContender } from './messages.js';
import type { Surroundings } from './surroundings.js';

/**
 * For each candidate, in order, the rival that dominates it most clearly by their estimates, or null. The answer
 * depends on the counts in the store and on nothing else.
 */
export async function compareStage(
  { store }: Pick<Surroundings, 'store'>,
  request: CompareRequest,
): Promise<readonly (Domination | null)[]> {
  const read = async (contender: StageContender) =>
    contenderOf(contender, await getJson(store, contender.confusions, isImageConfusions), request);
  const candidates = await Promise.all(request.candidates.map(read));
  const rivals = [...candidates, ...(await Promise.all(request.rivals.map(read)))];
  return candidates.map(
    (candidate) => clearlyDominated(candidate, rivals, request.confidence, request.population) ?? null,
  );
}

/** A candidate with its objectives estimated on some images. */
function contenderOf(
  { id, metrics }: Pick<StageContender, 'id' | 'metrics'>,
  images: ImageConfusions,
  { objectives, constraints, baseline }: Pick<CompareRequest, 'objectives' | 'constraints' | 'baseline'>,
): Contender {
  const quality = objectives.filter((objective) => !isCheap(objective));
  const complete = expressionsOf(quality, baseline);
  const metricsOn = (confusion: Confusion): Metrics =>
    complete({ ...metrics, ...qualityOf(confusion, images.classes) });
  const estimated = jackknife(images, (confusion) => toObjectives(metricsOn(confusion), quality, baseline));
  const violation = totalViolation(
    constraints.map(parseConstraint),
    metricsOn(sumOfImages(images)),
    baseline,
  );
  return {
    id,
    cheap: toObjectives(metrics, objectives.filter(isCheap), baseline),
    estimated,
    admissible: violation === 0,
  };
}

function qualityOf(confusion: Confusion, classes: readonly string[]): Metrics {
  const perClass = iou(confusion);
  return {
    miou: miou(confusion) ?? NaN,
    ...Object.fromEntries(classes.map((name, index) => [classIouMetric(name), perClass[index] ?? NaN])),
  };
}

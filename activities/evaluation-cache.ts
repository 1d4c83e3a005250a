import type { IdentifiedDataset } from '../runtime/datasets/dataset.js';
import { canonicalJson, getNamedJson, putNamedJson } from '../runtime/store/json.js';
import { hasPart } from './evaluation-part.js';
import type { EvaluateAnswer, EvaluateRequest, NetworkArtifact } from './messages.js';
import type { Surroundings } from './surroundings.js';

/** Raised whenever an evaluation of the same things may come out otherwise than before. */
const EVALUATION_VERSION = 1;

/** An answer as it is kept: nothing in it depends on which classes were asked for. */
export type KeptAnswer = Omit<EvaluateAnswer, 'cached' | 'classIou'>;

/**
 * The name under which an evaluation is kept, over all runs that share the store: everything that its result depends
 * on, by content. What is known of some of its images has no influence on it.
 */
export async function evaluationName(
  { graph, plan: before, weights }: NetworkArtifact,
  dataset: IdentifiedDataset,
  { plan, settings, seed }: EvaluateRequest,
): Promise<string> {
  return canonicalJson({
    evaluation: EVALUATION_VERSION,
    network: { graph, plan: before, weights },
    plan,
    dataset: await dataset.identity(),
    settings,
    seed,
  });
}

/**
 * What an earlier evaluation of that name found; undefined where there was none, or its artifact is gone, or, of an
 * estimate, what others go on from.
 */
export async function cachedEvaluation(
  { store }: Surroundings,
  name: string,
  { estimate = false }: Pick<EvaluateRequest, 'estimate'>,
): Promise<KeptAnswer | undefined> {
  const kept = await getNamedJson(store, name, isAnswer);
  if (kept === undefined) return undefined;
  const { part, ...answer } = kept;
  if (!estimate) return answer;
  return part !== undefined && (await hasPart(store, part)) ? { ...answer, part } : undefined;
}

export async function cacheEvaluation(
  { store }: Surroundings,
  name: string,
  answer: KeptAnswer,
): Promise<void> {
  await putNamedJson(store, name, answer);
}

function isAnswer(value: unknown): value is KeptAnswer {
  return typeof value === 'object' && value !== null && 'miou' in value && 'perClassIou' in value;
}

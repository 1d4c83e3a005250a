import { digestOf } from '../runtime/store/blob-id.js';
import { canonicalJson, getJson } from '../runtime/store/json.js';
import type { EvaluateAnswer, EvaluateRequest } from './messages.js';
import { readArtifact } from './networks.js';
import { openRunDataset, type Surroundings } from './surroundings.js';

/** Raised whenever an evaluation of the same things may come out otherwise than before. */
const EVALUATION_VERSION = 1;

/**
 * The name under which an evaluation is kept, over all runs that share the store: everything that its result depends
 * on, by content.
 */
export async function evaluationName(surroundings: Surroundings, request: EvaluateRequest): Promise<string> {
  const { graph, input, plan, weights } = await readArtifact(surroundings.store, request.network);
  const dataset = await openRunDataset(surroundings, request.run, request.dataset.spec, { input });
  const { settings, seed } = request;
  return canonicalJson({
    evaluation: EVALUATION_VERSION,
    network: { graph, plan, weights },
    plan: request.plan,
    dataset: await dataset.identity(),
    settings,
    seed,
  });
}

/** What an earlier evaluation of that name found; undefined where there was none, or its artifact is gone. */
export async function cachedEvaluation(
  { store }: Surroundings,
  name: string,
): Promise<EvaluateAnswer | undefined> {
  const id = await store.labelled(name);
  return id === undefined ? undefined : getJson(store, id, isAnswer);
}

export async function cacheEvaluation(
  { store }: Surroundings,
  name: string,
  answer: EvaluateAnswer,
): Promise<void> {
  const bytes = new TextEncoder().encode(canonicalJson(answer));
  // A name whose artifact is not there yet is taken for none.
  await Promise.all([store.put(bytes), store.label(name, digestOf(bytes))]);
}

function isAnswer(value: unknown): value is EvaluateAnswer {
  return typeof value === 'object' && value !== null && 'miou' in value && 'perClassIou' in value;
}

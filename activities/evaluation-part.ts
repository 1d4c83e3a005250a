import { isImageConfusions } from '../core/metrics/image-confusions.js';
import { getJson, putJson } from '../runtime/store/json.js';
import type { Store } from '../runtime/store/store.js';
import type { EvaluationPart } from '../runtime/tensor/evaluation/evaluate.js';
import { decodeSafetensors, encodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { KeptPart } from './messages.js';

export async function keepPart(store: Store, { confusions, statistics }: EvaluationPart): Promise<KeptPart> {
  return {
    confusions: await putJson(store, confusions),
    statistics: await store.put(encodeSafetensors(statistics)),
  };
}

export async function readPart(store: Store, { confusions, statistics }: KeptPart): Promise<EvaluationPart> {
  return {
    confusions: await getJson(store, confusions, isImageConfusions),
    statistics: decodeSafetensors(await store.get(statistics)).weights,
  };
}

/** Whether all of it is still there. */
export async function hasPart(store: Store, { confusions, statistics }: KeptPart): Promise<boolean> {
  return (await store.has(confusions)) && (await store.has(statistics));
}

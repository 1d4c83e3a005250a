import type { Network } from '../core/network/layer.js';
import { checkWeights } from '../core/network/parameters.js';
import { composePlans, type PrunePlan } from '../core/network/plan.js';
import { prunedNetwork, sliceWeights } from '../core/network/prune.js';
import type { Weights } from '../core/network/weights.js';
import { getJson, putJson } from '../runtime/store/json.js';
import type { BlobId, Store } from '../runtime/store/store.js';
import { decodeSafetensors, encodeSafetensors } from '../runtime/tensor/safetensors.js';
import { type DeclaredNetwork, inputSize } from './declared.js';
import type { NetworkArtifact } from './messages.js';

export interface LoadedNetwork {
  readonly artifact: NetworkArtifact;
  readonly network: Network;
  readonly weights: Weights;
}

/** The layer graph of a network artifact. */
export async function networkOf(store: Store, artifact: NetworkArtifact): Promise<Network> {
  const whole = await wholeNetwork(store, artifact);
  return artifact.plan === null ? whole : prunedNetwork(whole, artifact.plan);
}

/** The layer graph of a network artifact as it was before pruning. */
export function wholeNetwork(store: Store, { graph }: Pick<NetworkArtifact, 'graph'>): Promise<Network> {
  return getJson(store, graph, isNetwork);
}

export function readArtifact(store: Store, id: BlobId): Promise<NetworkArtifact> {
  return getJson(store, id, isNetworkArtifact);
}

/** The last network of this process: a search asks for the same one again and again. */
let last: { readonly store: Store; readonly id: BlobId; readonly loaded: Promise<LoadedNetwork> } | undefined;

/** A network with its weights, not to be changed. Throws StoreErrors, and a NetworkError where the weights do not fit. */
export function readNetwork(store: Store, id: BlobId): Promise<LoadedNetwork> {
  if (last?.store !== store || last.id !== id) {
    const loaded = loadNetwork(store, id);
    last = { store, id, loaded };
    // One that fails is not kept: what it lacks may be there the next time.
    loaded.catch(() => (last = undefined));
  }
  return last.loaded;
}

async function loadNetwork(store: Store, id: BlobId): Promise<LoadedNetwork> {
  const artifact = await readArtifact(store, id);
  const network = await networkOf(store, artifact);
  const { weights } = decodeSafetensors(await store.get(artifact.weights));
  checkWeights(network, weights);
  return { artifact, network, weights };
}

/** The same network cut down by a plan. */
export async function readPruned(store: Store, id: BlobId, planId: BlobId | null): Promise<LoadedNetwork> {
  const whole = await readNetwork(store, id);
  if (planId === null) return whole;
  const plan = await readPlan(store, planId);
  return {
    artifact: { ...whole.artifact, plan: planAfter(whole.artifact, plan) },
    network: prunedNetwork(whole.network, plan),
    weights: sliceWeights(whole.network, plan, whole.weights),
  };
}

/** The plan that makes a network, pruned further by a plan of its own, of what it was before any pruning. */
export function planAfter({ plan: before }: Pick<NetworkArtifact, 'plan'>, plan: PrunePlan): PrunePlan {
  return before === null ? plan : composePlans(before, plan);
}

export function readPlan(store: Store, id: BlobId): Promise<PrunePlan> {
  return getJson(store, id, isPrunePlan);
}

/** What describes an unpruned network in an artifact; stores its layer graph. */
export async function describeNetwork(
  store: Store,
  name: string,
  { network, classes }: Pick<DeclaredNetwork, 'network' | 'classes'>,
): Promise<Omit<NetworkArtifact, 'version' | 'weights'>> {
  const graph = await putJson(store, network);
  return { name, graph, input: inputSize(network), classes, plan: null, origin: null };
}

export async function writeNetwork(
  store: Store,
  artifact: Omit<NetworkArtifact, 'version' | 'weights'>,
  weights: Weights,
): Promise<BlobId> {
  const written: NetworkArtifact = {
    version: 2,
    ...artifact,
    weights: await store.put(encodeSafetensors(weights)),
  };
  return putJson(store, written);
}

/** Whether an artifact is a network. */
export function isNetworkBytes(bytes: Uint8Array): boolean {
  // Weights are large, and no JSON.
  if (bytes[0] !== '{'.charCodeAt(0)) return false;
  try {
    return isNetworkArtifact(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return false;
  }
}

function isNetworkArtifact(value: unknown): value is NetworkArtifact {
  return isVersioned(value, 2) && 'graph' in value && 'weights' in value;
}

function isNetwork(value: unknown): value is Network {
  return typeof value === 'object' && value !== null && 'layers' in value && 'output' in value;
}

function isPrunePlan(value: unknown): value is PrunePlan {
  return isVersioned(value, 1) && 'keep' in value;
}

function isVersioned(value: unknown, version: number): value is { version: number } {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === version;
}

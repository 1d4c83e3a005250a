import { estimate } from '../core/hardware/index.js';
import type { Target } from '../core/hardware/target.js';
import { latencyMetric, type Metrics } from '../core/metrics/metrics.js';
import { countLayers } from '../core/network/counts.js';
import { geneSpace, planFromGenome, type Gene } from '../core/network/genome.js';
import { channelGroups } from '../core/network/groups.js';
import type { Network } from '../core/network/layer.js';
import type { PrunePlan } from '../core/network/plan.js';
import { prunedNetwork } from '../core/network/prune.js';
import { layerTable } from '../core/network/rows.js';
import { putJson } from '../runtime/store/json.js';
import type { BlobId } from '../runtime/store/store.js';
import type { Prepared, PruneAndScoreRequest, PruneRequest, ScoreRequest, SpaceRequest } from './messages.js';
import { networkOf, readArtifact, readNetwork, readPlan } from './networks.js';
import { rankStored } from './ranking.js';
import type { Surroundings } from './surroundings.js';

/** The genes of a network: one a prunable channel group. */
export async function space({ store }: Surroundings, request: SpaceRequest): Promise<readonly Gene[]> {
  const network = await networkOf(store, await readArtifact(store, request.network));
  return geneSpace(channelGroups(network, request), request);
}

/** Genomes to prune plans, in order. */
export async function prune(
  surroundings: Pick<Surroundings, 'store'>,
  request: PruneRequest,
): Promise<readonly BlobId[]> {
  const { plans } = await plansOf(surroundings, request);
  return Promise.all(plans.map((plan) => putJson(surroundings.store, plan)));
}

/** What `prune` and `score` give, in one go: plans are written while they are scored. */
export async function pruneAndScore(
  surroundings: Pick<Surroundings, 'store'>,
  { targets, ...request }: PruneAndScoreRequest,
): Promise<readonly Prepared[]> {
  const { network, plans } = await plansOf(surroundings, request);
  return Promise.all(
    plans.map(async (plan): Promise<Prepared> => {
      const written = putJson(surroundings.store, plan);
      const metrics = cheapMetrics(prunedNetwork(network, plan), targets);
      return { plan: await written, metrics };
    }),
  );
}

async function plansOf(
  { store }: Pick<Surroundings, 'store'>,
  request: PruneRequest,
): Promise<{ readonly network: Network; readonly plans: readonly PrunePlan[] }> {
  const loaded = await readNetwork(store, request.network);
  const groups = channelGroups(loaded.network, request);
  const genes = geneSpace(groups, request);
  const { ranking = { criterion: request.norm ?? 'l1' } } = request;
  const ranks = await rankStored(store, request.network, loaded, groups, ranking);
  const plans = request.genomes.map((genome) => planFromGenome(genes, ranks, genome));
  return { network: loaded.network, plans };
}

/** Ops, MACs, parameters and the latency on each target, a candidate, in order. */
export async function score(
  { store }: Pick<Surroundings, 'store'>,
  request: ScoreRequest,
): Promise<readonly Metrics[]> {
  const whole = await networkOf(store, await readArtifact(store, request.network));
  return Promise.all(
    request.plans.map(async (id) =>
      cheapMetrics(id === null ? whole : prunedNetwork(whole, await readPlan(store, id)), request.targets),
    ),
  );
}

/** All that is known of a network without running it. */
export function cheapMetrics(network: Network, targets: Readonly<Record<string, Target>>): Metrics {
  const rows = layerTable(network);
  const { macs, ops, params } = countLayers(network).total;
  const latencies = Object.entries(targets).map(([name, target]): [string, number] => [
    latencyMetric(name),
    estimate(target, rows).latencyMs,
  ]);
  return { macs, ops, params, ...Object.fromEntries<number>(latencies) };
}

import { estimate } from '../core/hardware/index.js';
import type { Target } from '../core/hardware/target.js';
import { energyMetric, latencyMetric, memoryMetric, type Metrics } from '../core/metrics/metrics.js';
import { countLayers } from '../core/network/counts.js';
import { geneSpace, planFromGenome, type Gene } from '../core/network/genome.js';
import { channelGroups } from '../core/network/groups.js';
import type { Network } from '../core/network/layer.js';
import { peakActivations } from '../core/network/liveness.js';
import { prunedNetwork } from '../core/network/prune.js';
import { layerTable } from '../core/network/rows.js';
import { putJson } from '../runtime/store/json.js';
import type { BlobId } from '../runtime/store/store.js';
import type { PruneRequest, ScoreRequest, SpaceRequest } from './messages.js';
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
  { store }: Pick<Surroundings, 'store'>,
  request: PruneRequest,
): Promise<readonly BlobId[]> {
  const loaded = await readNetwork(store, request.network);
  const groups = channelGroups(loaded.network, request);
  const genes = geneSpace(groups, request);
  const { ranking = { criterion: request.norm ?? 'l1' } } = request;
  const ranks = await rankStored(store, request.network, loaded, groups, ranking);
  return Promise.all(request.genomes.map((genome) => putJson(store, planFromGenome(genes, ranks, genome))));
}

/** Ops, MACs, parameters, and latency, energy and peak memory on each target, a candidate, in order. */
export async function score({ store }: Surroundings, request: ScoreRequest): Promise<readonly Metrics[]> {
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
  const activations = peakActivations(network);
  const { macs, ops, params } = countLayers(network).total;
  const onTargets = Object.entries(targets).flatMap(([name, target]): [string, number][] => {
    const { latencyMs, energyMj, peakMemoryBytes } = estimate(target, rows, activations);
    return [
      [latencyMetric(name), latencyMs],
      [energyMetric(name), energyMj],
      [memoryMetric(name), peakMemoryBytes],
    ];
  });
  return { macs, ops, params, ...Object.fromEntries<number>(onTargets) };
}

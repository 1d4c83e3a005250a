import { estimate } from '../core/hardware/index.js';
import { type CandidateCost, candidateScorer } from '../core/hardware/scorer.js';
import type { Target } from '../core/hardware/target.js';
import { energyMetric, latencyMetric, memoryMetric, type Metrics } from '../core/metrics/metrics.js';
import { countLayers } from '../core/network/counts.js';
import { geneSpace, planFromGenome, type Gene } from '../core/network/genome.js';
import { channelGroups } from '../core/network/groups.js';
import type { Network } from '../core/network/layer.js';
import { peakActivations } from '../core/network/liveness.js';
import type { PrunePlan } from '../core/network/plan.js';
import { prunedNetwork } from '../core/network/prune.js';
import { layerTable } from '../core/network/rows.js';
import { keptByPlan, networkWidths } from '../core/network/widths.js';
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
export async function score(
  { store }: Pick<Surroundings, 'store'>,
  request: ScoreRequest,
): Promise<readonly Metrics[]> {
  const { targets } = request;
  const whole = await networkOf(store, await readArtifact(store, request.network));
  const plans = await Promise.all(
    request.plans.map(async (id) => (id === null ? null : readPlan(store, id))),
  );
  const quick = plans.length > 1 ? quickMetrics(whole, targets) : undefined;
  return plans.map((plan) => {
    if (plan === null) return cheapMetrics(whole, targets);
    return quick?.(plan) ?? cheapMetrics(prunedNetwork(whole, plan), targets);
  });
}

/** All that is known of a network without running it. */
export function cheapMetrics(network: Network, targets: Readonly<Record<string, Target>>): Metrics {
  const rows = layerTable(network);
  const activations = peakActivations(network);
  const costs = Object.values(targets).map((target) => estimate(target, rows, activations));
  return metricsOf({ ...countLayers(network).total, targets: costs }, Object.keys(targets));
}

/**
 * The same of many pruned versions of a network, some hundred times as fast. Undefined, or undefined of a plan, where it
 * takes more than numbers of channels.
 */
function quickMetrics(
  network: Network,
  targets: Readonly<Record<string, Target>>,
): ((plan: PrunePlan) => Metrics | undefined) | undefined {
  const widths = networkWidths(network);
  if (widths === undefined) return undefined;
  const scorer = candidateScorer(network, widths, Object.values(targets));
  return (plan) => {
    const kept = keptByPlan(widths, plan);
    return kept && metricsOf(scorer(kept), Object.keys(targets));
  };
}

function metricsOf({ macs, ops, params, targets }: CandidateCost, names: readonly string[]): Metrics {
  const onTargets = targets.flatMap(({ latencyMs, energyMj, peakMemoryBytes }, index): [string, number][] => [
    [latencyMetric(names[index]), latencyMs],
    [energyMetric(names[index]), energyMj],
    [memoryMetric(names[index]), peakMemoryBytes],
  ]);
  return { macs, ops, params, ...Object.fromEntries<number>(onTargets) };
}

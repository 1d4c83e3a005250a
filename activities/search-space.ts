import { estimate } from '../core/hardware/index.js';
import { type CandidateCost, candidateScorer } from '../core/scoring/scorer.js';
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
  const metricsFor = plansMetrics(network, targets, plans.length);
  return Promise.all(
    plans.map(async (plan): Promise<Prepared> => {
      const written = putJson(surroundings.store, plan);
      const metrics = metricsFor(plan);
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
  const metricsFor = plansMetrics(whole, targets, plans.length);
  return plans.map((plan) => (plan === null ? cheapMetrics(whole, targets) : metricsFor(plan)));
}

/** All that is known of a network without running it. */
export function cheapMetrics(network: Network, targets: Readonly<Record<string, Target>>): Metrics {
  const rows = layerTable(network);
  const activations = peakActivations(network);
  const costs = Object.values(targets).map((target) => estimate(target, rows, activations));
  return metricsOf({ ...countLayers(network).total, targets: costs }, Object.keys(targets));
}

/** From so many pruned versions on, preparing to count them by their channels is sooner done than walking each. */
const MANY = 8;

/** The same of so many pruned versions of a network. */
function plansMetrics(
  network: Network,
  targets: Readonly<Record<string, Target>>,
  count: number,
): (plan: PrunePlan) => Metrics {
  const walked = (plan: PrunePlan): Metrics => cheapMetrics(prunedNetwork(network, plan), targets);
  const widths = count >= MANY ? networkWidths(network) : undefined;
  if (widths === undefined) return walked;
  const scorer = candidateScorer(network, widths, Object.values(targets));
  return (plan) => {
    const kept = keptByPlan(widths, plan);
    return kept === undefined ? walked(plan) : metricsOf(scorer(kept), Object.keys(targets));
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

import { formatPlan } from '../core/network/plan-file.js';
import type { CandidateRef, NetworkArtifact, PublishedFile, RunContext } from './messages.js';
import { planAfter, readArtifact, readPlan } from './networks.js';
import { publish } from './publish.js';
import type { Surroundings } from './surroundings.js';

/** Publishes the prune plan of a network, from which `espalier prune` makes the same network again; null without one. */
export async function publishPlan(
  surroundings: Pick<Surroundings, 'store' | 'outputFolder'>,
  run: RunContext,
  { name, plan }: Pick<NetworkArtifact, 'name' | 'plan'>,
): Promise<PublishedFile | null> {
  return plan && publish(surroundings, run, `plan-${name}.json`, formatPlan(plan));
}

/** Publishes the prune plan of a candidate, under the name that a network made of it has. */
export async function publishCandidatePlan(
  surroundings: Surroundings,
  run: RunContext,
  candidate: CandidateRef,
): Promise<void> {
  const { store } = surroundings;
  const plan = planAfter(await readArtifact(store, candidate.network), await readPlan(store, candidate.plan));
  await publishPlan(surroundings, run, { name: candidateName(candidate), plan });
}

/** The name of the network that a candidate becomes. */
export function candidateName({ search, id }: CandidateRef): string {
  return `${search}-${String(id)}`;
}

import type { Target } from '../core/hardware/target.js';
import type { Network } from '../core/network/layer.js';
import { estimateNetwork } from '../core/scoring/estimate-network.js';
import type { LayersRecord } from '../runtime/report/record.js';
import type { Store } from '../runtime/store/store.js';
import type { ReportRequest } from './messages.js';
import { networkOf, readArtifact } from './networks.js';
import type { FoundSolution } from './report.js';

/** What limits the layers of solutions, and of the networks that were searched, on each modelled target. */
export async function layersOf(
  store: Store,
  { targets }: Pick<ReportRequest, 'targets'>,
  solutions: readonly FoundSolution[],
): Promise<LayersRecord[]> {
  const searches = new Map(solutions.map(({ origin }) => [origin.search, origin.network]));
  const found: LayersRecord[] = [];
  for (const [search, id] of searches) {
    const whole = await networkOf(store, await readArtifact(store, id));
    const own = solutions.filter(({ origin }) => origin.search === search);
    const pruned = await Promise.all(own.map(({ artifact }) => networkOf(store, artifact)));
    for (const [target, spec] of Object.entries(targets)) {
      found.push({
        network: 'Baseline',
        isBaseline: true,
        search,
        target,
        layers: layersOn(spec, whole),
      });
      own.forEach(({ solution: { name } }, index) => {
        found.push({ network: name, search, target, layers: layersOn(spec, pruned[index]) });
      });
    }
  }
  return found;
}

function layersOn(target: Target, network: Network): LayersRecord['layers'] {
  return estimateNetwork(target, network).layers.map((layer) => {
    const { name, latencyMs, bound, utilisation } = layer;
    const cycles = 'cycles' in layer && typeof layer.cycles === 'number' ? { cycles: layer.cycles } : {};
    return { name, latencyMs, ...cycles, bound, ...(utilisation === undefined ? {} : { utilisation }) };
  });
}

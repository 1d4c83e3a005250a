import { profiledTable, tableTargetText } from '../core/hardware/profile.js';
import { IDLE_NETWORK, type RowNetworks, rowNetworks } from '../core/scoring/row-networks.js';
import type { MeasuredLayer } from '../core/hardware/target.js';
import type { Network } from '../core/network/layer.js';
import { initialWeights } from '../core/network/parameters.js';
import type { Weights } from '../core/network/weights.js';
import { Random } from '../core/random.js';
import { deviceIdentity, withDefaults } from '../runtime/measuring/device.js';
import { digestOf } from '../runtime/store/blob-id.js';
import { canonicalJson, getNamedJson, putNamedJson } from '../runtime/store/json.js';
import { writeWholeFile } from '../runtime/whole-file.js';
import type { ProfileHeartbeat, ProfileRequest } from './messages.js';
import { readNetwork } from './networks.js';
import { withHeartbeats } from './progress.js';
import { outputPath, type Surroundings } from './surroundings.js';

/** Raised whenever a profile of the same things means something else than before. */
const PROFILE_VERSION = 1;

/**
 * Measures the layers of a network on this device at chosen numbers of channels, and writes a target file of the model
 * `table`. A layer that is measured is kept: after a crash, or in another run, only the others are.
 *
 * Throws `rowNetworks`'s errors.
 */
export async function profile(
  surroundings: Surroundings,
  request: ProfileRequest,
): Promise<{ target: string }> {
  const { network, weights } = await readNetwork(surroundings.store, request.network);
  const rows = rowNetworks(network, request.widths);
  const first: ProfileHeartbeat = { kind: 'profile', label: request.label, done: 0, total: rows.length };
  const measured = await withHeartbeats(first, async (report, signal) => {
    const time = async (one: Network, own: Weights = initialWeights(one, Random.fromSeed(1))) => {
      const job = { kind: 'measure', network: one, weights: own, target: request.target } as const;
      return (await surroundings.tensors.runJob(job, { signal })).latencyMs;
    };
    const idleMs = await time(IDLE_NETWORK);
    const layers: MeasuredLayer[] = [];
    for (const row of rows) {
      layers.push(await keptLayer(surroundings, request, row, time));
      report({ ...first, done: layers.length });
    }
    return { layers, idleMs, wholeMs: await time(network, weights) };
  });
  const { target } = profiledTable(measured, `Layers measured on ${deviceIdentity()}`);
  const path = outputPath(surroundings, request.run, request.file);
  await writeWholeFile(path, tableTargetText(target));
  return { target: path };
}

async function keptLayer(
  { store }: Surroundings,
  { target }: ProfileRequest,
  row: RowNetworks,
  time: (network: Network) => Promise<number>,
): Promise<MeasuredLayer> {
  const name = profileName(target, row);
  const known = await getNamedJson(store, name, isMeasuredLayer);
  if (known !== undefined) return { ...known, layer: row.row };
  const { inChannels, outChannels } = row;
  const latencyMs: number[][] = [];
  for (const input of inChannels) {
    const across: number[] = [];
    for (const output of outChannels) across.push(await time(row.networkAt(input, output)));
    latencyMs.push(across);
  }
  const layer: MeasuredLayer = { layer: row.row, inChannels, outChannels, latencyMs };
  await putNamedJson(store, name, layer);
  return layer;
}

/** All that the latencies of a row depend on. */
function profileName(target: ProfileRequest['target'], { inChannels, outChannels, networkAt }: RowNetworks) {
  const whole = networkAt(inChannels.at(-1) ?? 0, outChannels.at(-1) ?? 0);
  return canonicalJson({
    profile: PROFILE_VERSION,
    network: digestOf(new TextEncoder().encode(canonicalJson(whole))),
    inChannels,
    outChannels,
    target: withDefaults(target),
    device: deviceIdentity(),
  });
}

function isMeasuredLayer(value: unknown): value is MeasuredLayer {
  return typeof value === 'object' && value !== null && 'latencyMs' in value && 'inChannels' in value;
}

import { type Counts, countLayers } from '../network/counts.js';
import type { Network } from '../network/layer.js';
import { buffersOf, peakOf } from '../network/liveness.js';
import { layerTable } from '../network/rows.js';
import { inferShapes, shapeOf } from '../network/shapes.js';
import type { LayerRow } from '../network/table.js';
import { networkOfWidths, type Width, widthAt, widthOf, type Widths } from '../network/widths.js';
import { parameterCounter } from '../network/parameter-counter.js';
import { energyOf } from '../hardware/energy.js';
import { rowModel } from '../hardware/index.js';
import { rowMacs } from '../hardware/row-words.js';
import type { Target } from '../hardware/target.js';
import { estimateNetwork } from './estimate-network.js';

/** What a pruned network costs, on each target in order too. */
export interface CandidateCost extends Counts {
  readonly targets: readonly {
    readonly latencyMs: number;
    readonly energyMj: number;
    readonly peakMemoryBytes: number;
  }[];
}

/** The cost of the network that keeps so many channels of each group of its widths. */
export type CandidateScorer = (kept: readonly number[]) => CandidateCost;

/**
 * Prepares the costs of a network's pruned versions, to the bit those of `countLayers` and `estimateNetwork`: the graph is
 * walked once, and of each candidate only the numbers of channels are computed anew.
 *
 * Throws `checkTarget`'s errors; the scorer throws those of the targets' models.
 */
export function candidateScorer(
  network: Network,
  widths: Widths,
  targets: readonly Target[],
): CandidateScorer {
  if (spreadsChannels(network)) return walkingScorer(network, widths, targets);
  const rows = flexibleRows(network, widths);
  const params = parameterCounter(network, widths);
  const peak = peakCounter(network, widths);
  const models = targets.map((target) => ({
    model: rowModel(target),
    energy: energyOf(target),
    bytes: target.wordBits / 8,
  }));
  return (kept) => {
    for (const row of rows) row.resize(kept);
    let macs = 0;
    for (const { row } of rows) macs += rowMacs(row);
    const activations = models.length === 0 ? 0 : peak(kept);
    const costs = models.map(({ model, energy, bytes }) => {
      let latencyMs = 0;
      let energyMj = 0;
      rows.forEach(({ row }, index) => {
        const cost = model(row, index);
        latencyMs += cost.latencyMs;
        energyMj += energy(cost, rowMacs(row));
      });
      return { latencyMs, energyMj, peakMemoryBytes: activations * bytes };
    });
    return { macs, ops: 2 * macs, params: params(kept), targets: costs };
  };
}

/** Whether arithmetic spreads one channel over several: where those are pruned to one, other layers can be fused. */
function spreadsChannels(network: Network): boolean {
  const shapes = inferShapes(network);
  return network.layers.some(
    ({ inputs, kind }) =>
      (kind === 'add' || kind === 'sub' || kind === 'mul' || kind === 'div') &&
      shapeOf(shapes, inputs[0]).channels !== shapeOf(shapes, inputs[1]).channels,
  );
}

/** Walks the graph of each candidate. */
function walkingScorer(network: Network, widths: Widths, targets: readonly Target[]): CandidateScorer {
  return (kept) => {
    const pruned = networkOfWidths(network, widths, kept);
    const costs = targets.map((target) => {
      const { latencyMs, energyMj, peakMemoryBytes } = estimateNetwork(target, pruned);
      return { latencyMs, energyMj, peakMemoryBytes };
    });
    return { ...countLayers(pruned).total, targets: costs };
  };
}

type Channels = 'inChannels' | 'outChannels' | 'groups';

interface FlexibleRow {
  /** Changes with `resize`. */
  readonly row: Readonly<LayerRow>;
  resize(kept: readonly number[]): void;
}

/** How the rows depend on kept channels shows where one group at a time keeps one channel less. */
function flexibleRows(network: Network, widths: Widths): readonly FlexibleRow[] {
  const whole = widths.groups.map(({ channels }) => channels);
  const rows = layerTable(network);
  const changed = widths.groups.map(({ channels }, group) =>
    channels === 1 ? rows : layerTable(networkOfWidths(network, widths, whole.with(group, channels - 1))),
  );
  return rows.map((original, index) => {
    const width = (key: Channels): Width => {
      const perChannel = changed.flatMap((table, group) => {
        const times = original[key] - table[index][key];
        return times === 0 ? [] : [{ group, times }];
      });
      const flexible = perChannel.reduce((sum, { group, times }) => sum + times * whole[group], 0);
      return { fixed: original[key] - flexible, perChannel };
    };
    const [inputs, outputs, groups] = [width('inChannels'), width('outChannels'), width('groups')];
    const row = { ...original };
    return {
      row,
      resize(kept) {
        row.inChannels = widthAt(inputs, kept);
        row.outChannels = widthAt(outputs, kept);
        row.groups = widthAt(groups, kept);
      },
    };
  });
}

function peakCounter(network: Network, widths: Widths): (kept: readonly number[]) => number {
  const shapes = inferShapes(network);
  const buffers = buffersOf(network);
  const areas = buffers.map(({ layer }) => {
    const { height, width } = shapeOf(shapes, layer);
    return { area: height * width, channels: widthOf(widths, layer) };
  });
  return (kept) =>
    peakOf(
      buffers,
      areas.map(({ area, channels }) => widthAt(channels, kept) * area),
    );
}

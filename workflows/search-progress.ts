import { defineQuery } from '@temporalio/workflow';
import type { SearchRecord } from '../activities/messages.js';
import { individualOf } from '../core/evolution/archive.js';
import { frontTable } from '../core/metrics/front-table.js';
import { formatMetric } from '../core/metrics/format.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { Standing } from './attributes.js';
import { countImages } from './images.js';
import { objectiveRecords } from './objectives.js';
import { generationLimit } from './search-end.js';
import type { Memory } from './search-memory.js';
import type { SettingsForSearch } from './search-settings.js';
import type { Wishes } from './steering.js';

export interface SearchProgress {
  readonly generation: number;
  /** Null where something else ends the search. */
  readonly generations: number | null;
  readonly paused: boolean;
  /** The objectives' metrics. */
  readonly metrics?: readonly string[];
  readonly front: readonly {
    readonly id: number;
    readonly genome: readonly number[];
    readonly metrics: Metrics;
  }[];
  readonly hypervolume: number;
  /** After each generation. */
  readonly hypervolumes: readonly number[];
}

export const searchProgress = defineQuery<SearchProgress>('progress');

/** A search's progress as its query tells it. */
export function progressOf(memory: Memory, settings: SettingsForSearch, wishes: Wishes): SearchProgress {
  const { state, outcomes, front } = memory;
  return {
    generation: state.generation,
    generations: generationLimit(settings, wishes) ?? null,
    paused: wishes.paused,
    metrics: objectiveRecords(settings.objectives).map(({ metric }) => metric),
    front: front.map((id) => ({
      id,
      genome: individualOf(state.archive, id).genome,
      metrics: outcomes[id].metrics,
    })),
    hypervolume: memory.hypervolume,
    hypervolumes: memory.hypervolumes ?? [],
  };
}

/** How a search stands after a generation. */
export function standingOf(memory: Memory, objectives: SearchRecord['objectives']): Standing {
  const { state, front, outcomes, hypervolume } = memory;
  return {
    generation: state.generation,
    hypervolume,
    front: front.map((id) => outcomes[id]),
    metrics: objectives.map(({ metric }) => metric),
  };
}

/** What the Web UI shows of a search: how far it is, and the front as a table. */
export function details(
  memory: Memory,
  settings: SettingsForSearch,
  wishes: Wishes,
  objectives: SearchRecord['objectives'],
): string {
  const { front, generation: done, hypervolume } = progressOf(memory, settings, wishes);
  const metrics = objectives.map(({ metric }) => metric);
  const born = (id: number) => individualOf(memory.state.archive, id).generation + 1;
  const baseline = metrics.map((metric) => formatMetric(metric, memory.baseline[metric])).join(', ');
  const progress = ofAll(done, generationLimit(settings, wishes));
  return [
    `${progress}, hypervolume ${hypervolume.toFixed(4)}; baseline ${baseline}.${spared(memory)}`,
    '',
    frontTable(
      metrics,
      front.map(({ id, metrics: values }) => ({ id, generation: born(id), metrics: values })),
    ),
  ].join('\n');
}

/** What stages have spared; nothing where every candidate was judged in full. */
function spared({ outcomes }: Memory): string {
  const { evaluated, cached, saved } = countImages(outcomes);
  if (saved === 0) return '';
  return ` Images: ${String(evaluated)} evaluated, ${String(cached)} known before, ${String(saved)} saved.`;
}

/** Which generation it is, of how many where that is known. */
export function ofAll(generation: number, limit: number | undefined): string {
  return `Generation ${String(generation)}${limit === undefined ? '' : ` of ${String(limit)}`}`;
}

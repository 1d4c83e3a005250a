import { PipelineError } from '../core/errors.js';
import {
  type HypervolumeChange,
  hypervolumeChanges,
  type NamedHypervolume,
} from '../core/metrics/hypervolume-change.js';
import { getNamedJson, putNamedJson } from '../runtime/store/json.js';
import type { CompareSeriesRequest } from './messages.js';
import type { Surroundings } from './surroundings.js';

/** The last run of a series whose comparison went well. */
interface Kept {
  readonly run: string;
  readonly hypervolumes: readonly NamedHypervolume[];
}

/**
 * How the hypervolumes of fronts have changed since the last run of a series that went well, which this run then is.
 *
 * Throws a PipelineError `HYPERVOLUME_DROPPED` where one has lost more than it may; the run before stays the one to
 * compare with.
 */
export async function compare(
  { store }: Pick<Surroundings, 'store'>,
  { run, series, hypervolumes, maxDrop }: CompareSeriesRequest,
): Promise<readonly HypervolumeChange[]> {
  const name = `hypervolumes of ${series}`;
  const kept = await getNamedJson(store, name, isKept);
  const changes = hypervolumeChanges(hypervolumes, kept?.hypervolumes ?? []);
  const dropped = changes.filter(({ change }) => change < -maxDrop);
  if (dropped.length > 0) {
    throw new PipelineError(
      'HYPERVOLUME_DROPPED',
      `Against run '${kept?.run ?? ''}', ${dropped.map(sentence).join('; ')}. At most ${percent(maxDrop)} is allowed.`,
      { hint: 'See what changed since then; give the step another series to begin anew.' },
    );
  }
  await putNamedJson(store, name, { run: run.runId, hypervolumes } satisfies Kept);
  return changes;
}

function sentence({ name, before = 0, hypervolume, change }: HypervolumeChange): string {
  const values = [before, hypervolume].map((value) => value.toFixed(4));
  return `the hypervolume of ${name} has dropped by ${percent(-change)}, from ${values.join(' to ')}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'run' in value && 'hypervolumes' in value;
}

import type { SearchName } from '../activities/messages.js';
import { PipelineError } from '../core/errors.js';
import { differences, formatDifferences } from '../core/pipeline/difference.js';
import type { Resumption } from '../core/pipeline/document.js';
import { control } from './proxies.js';
import type { SearchInput } from './search.js';
import { evolutionSettings, isMemory, type Memory } from './search-memory.js';
import type { SettingsForSearch } from './search-settings.js';

/** Settings that say when to end, or whence to begin, and nothing of the way. */
const LIMITS: readonly (keyof SettingsForSearch)[] = [
  'generations',
  'stop',
  'maxFailed',
  'resume',
  'network',
  'dataset',
];
/** What may change on the way: every genome stays what it was, and what is known of it. */
const ADAPTABLE = ['population', 'algorithm', 'divisions', 'crossover', 'mutation', 'sampling', 'initial'];

/** Everything that the course of a search depends on. Two searches of one specification go the same way. */
export function specificationOf({ network, dataset, targets, settings, seed }: SearchInput): object {
  const course = Object.entries(settings).filter(([key]) => !LIMITS.some((limit) => limit === key));
  return { network, dataset: dataset.spec, targets, seed, settings: Object.fromEntries(course) };
}

/** Keeps a search that ends, so that another run can go on with it. */
export async function keepSearch(input: SearchInput, memory: Memory, evaluations: number): Promise<void> {
  const kept = await control.remember.executeWithOptions({ summary: 'put the search into the store' }, [
    { specification: specificationOf(input), memory },
  ]);
  await control.keepSearch.executeWithOptions({ summary: 'keep the search by its name' }, [
    { run: input.run.runId, step: input.step, kept, origin: input.origin, evaluations },
  ]);
}

/**
 * The memory of the search that this one goes on with. What it found counts as known, not as paid for.
 *
 * Throws a PipelineError `SEARCH_CHANGED` where the specification is another.
 */
export async function resumedMemory(input: SearchInput, { run, step, changed }: Resumption): Promise<Memory> {
  const found: unknown = await recalled({ run, step: step ?? input.step });
  if (!isKept(found)) throw new Error('The artifact is no search that was kept.');
  const others = differences(found.specification, specificationOf(input));
  const fixed = others.filter(
    ({ path }) => !ADAPTABLE.some((key) => `${path}.`.startsWith(`settings.${key}.`)),
  );
  if (fixed.length > 0 || (others.length > 0 && changed === 'refuse')) {
    throw new PipelineError(
      'SEARCH_CHANGED',
      `The search of run '${run}' was another one: ${formatDifferences(fixed.length > 0 ? fixed : others)}.`,
      {
        hint:
          fixed.length > 0
            ? 'Begin a new search, with the old front as `initial` where it fits; evaluations that stay the same are not paid for again.'
            : 'Undo the changes, or set `changed: accept`.',
      },
    );
  }
  const { memory } = found;
  const { genes, state, outcomes } = memory;
  return {
    ...memory,
    state: { ...state, settings: evolutionSettings(input.settings, genes, input.seed) },
    outcomes: outcomes.map(asKnown),
  };
}

/** An outcome that an earlier run has paid for. */
function asKnown(outcome: Memory['outcomes'][number]): Memory['outcomes'][number] {
  const { images } = outcome;
  const known = 'miou' in outcome.metrics ? { ...outcome, cached: true } : outcome;
  if (images === undefined) return known;
  return { ...known, images: { evaluated: 0, cached: images.evaluated + images.cached, recalibration: 0 } };
}

function isKept(value: unknown): value is { readonly specification: object; readonly memory: Memory } {
  return typeof value === 'object' && value !== null && 'memory' in value && isMemory(value.memory);
}

/** A search that an earlier run kept, as the store has it. */
async function recalled(name: SearchName): Promise<unknown> {
  const kept = await control.keptSearch.executeWithOptions({ summary: `find ${name.run}/${name.step}` }, [
    name,
  ]);
  return control.recall.executeWithOptions({ summary: `read ${name.run}/${name.step}` }, [kept]);
}

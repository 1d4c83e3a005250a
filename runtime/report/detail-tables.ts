import { readingOrder } from '../../core/metrics/metrics.js';
import { type Cell, csv } from './csv.js';
import { predictorsOf } from './predictors.js';
import type { RunRecord } from './record.js';

/** What figures are drawn of beside fronts and solutions, as CSV by file name: those only that have rows. */
export function detailTables(record: RunRecord): Readonly<Record<string, string>> {
  const tables = {
    'candidates.csv': candidates(record),
    'generations.csv': generations(record),
    'classes.csv': classes(record),
    'layers.csv': layers(record),
    'predictors.csv': predictors(record),
  };
  return Object.fromEntries(
    Object.entries(tables)
      .filter(([, { rows }]) => rows.length > 0)
      .map(([name, { header, rows }]) => [name, csv(header, rows)]),
  );
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A row a candidate of any generation. */
function candidates({ searches }: RunRecord): Table {
  const all = searches.flatMap(({ step, generations: each }) =>
    each.flatMap((generation) => generation.candidates.map((candidate) => ({ step, candidate }))),
  );
  const metrics = readingOrder(all.flatMap(({ candidate }) => Object.keys(candidate.metrics)));
  return {
    header: [
      ...['search', 'candidate', 'generation', 'status', 'origin', 'parent1', 'parent2'],
      ...['cached', 'violation', 'reason', 'genome'],
      ...metrics,
    ],
    rows: all.map(({ step, candidate }) => {
      const { origin, cached = false, violation, reason, genome } = candidate;
      const parents = origin?.kind === 'bred' ? origin.parents : [undefined, undefined];
      return [
        ...[step, candidate.id, candidate.generation, candidate.status, origin?.kind, ...parents],
        ...[String(cached), violation, reason, genome.join(' ')],
        ...metrics.map((metric) => candidate.metrics[metric]),
      ];
    }),
  };
}

/** A row a generation. */
function generations({ searches }: RunRecord): Table {
  return {
    header: ['search', 'generation', 'hypervolume', 'front', 'paid', 'cached', 'saved'],
    rows: searches.flatMap(({ step, generations: each }) =>
      each.map(({ generation, hypervolume, front, evaluations: counts }) => [
        ...[step, generation, hypervolume, front.join(' ')],
        ...[counts?.paid, counts?.cached, counts?.saved],
      ]),
    ),
  };
}

/** A row a solution and class. */
function classes({ solutions }: RunRecord): Table {
  return {
    header: ['solution', 'class', 'baseline', 'pruned', 'finetuned'],
    rows: solutions.flatMap(({ name, classIou }) =>
      (classIou?.classes ?? []).map((each, index) => [
        ...[name, each, classIou?.baseline?.[index], classIou?.pruned?.[index]],
        classIou?.finetuned?.[index],
      ]),
    ),
  };
}

/** A row a layer of a network on a target. */
function layers({ layers: all = [] }: RunRecord): Table {
  return {
    header: ['search', 'network', 'target', 'layer', 'latencyMs', 'cycles', 'bound', 'utilisation'],
    rows: all.flatMap(({ search, network, target, layers: each }) =>
      each.map(({ name, latencyMs, cycles, bound, utilisation }) => [
        ...[search, network, target, name],
        ...[latencyMs, cycles, bound, utilisation],
      ]),
    ),
  };
}

/** A row a target that was measured and a metric that costs no measuring. */
function predictors(record: RunRecord): Table {
  const targets = new Set(record.searches.flatMap(({ measured = {} }) => Object.keys(measured)));
  return {
    header: ['target', 'metric', 'rankCorrelation', 'candidates'],
    rows: [...targets].flatMap((target) =>
      predictorsOf(record, target).map(({ metric, correlation, candidates: count }) => [
        ...[target, metric, correlation, count],
      ]),
    ),
  };
}

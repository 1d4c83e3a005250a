import { hypervolume } from '../../core/evolution/hypervolume.js';
import type { Metrics } from '../../core/metrics/metrics.js';
import { toObjectives, unscalable } from '../../core/pipeline/objectives.js';
import {
  type CandidateRecord,
  candidatesOf,
  type ObjectiveRecord,
  type RunRecord,
  type SearchRecord,
} from './record.js';

/** Runs beside each other. Plain JSON. */
export interface Comparison {
  readonly version: 1;
  /** Workflow ids, numbered where one comes twice. */
  readonly runs: readonly string[];
  /** Searches that can be compared, since their objectives are the same. */
  readonly groups: readonly ComparedGroup[];
  /** Facts that are not the same in all runs, a value a run. */
  readonly differences: readonly { readonly fact: string; readonly values: readonly string[] }[];
}

export interface ComparedGroup {
  readonly objectives: readonly ObjectiveRecord[];
  /** The baseline that all hypervolumes are taken against: of each objective, the largest of all searches. */
  readonly reference: Metrics;
  readonly searches: readonly ComparedSearch[];
}

export interface ComparedSearch {
  readonly run: string;
  readonly step: string;
  readonly front: readonly Pick<CandidateRecord, 'id' | 'generation' | 'metrics'>[];
  readonly baseline: Metrics;
  /**
   * At the group's reference point, which is a network as costly as the reference that recognises nothing: the share of
   * the box before it that the front dominates, 0 … 1. Undefined where the reference has an objective that is not
   * above 0.
   */
  readonly hypervolume?: number;
  /** The same after each generation. */
  readonly hypervolumes: readonly number[];
  /** Of its hypervolume against the group's first search, as a share of that. */
  readonly change?: number;
  readonly candidates: number;
  readonly paid: number;
  /** The best of the front by objective. */
  readonly best: Metrics;
  /** The highest mIoU of its solutions after fine-tuning. */
  readonly finetuned?: number;
}

/** Puts runs beside each other: searches with the same objectives, at a common reference point. */
export function compareRuns(records: readonly RunRecord[]): Comparison {
  const runs = records.map(({ workflowId }, index) => {
    const first = records.findIndex((other) => other.workflowId === workflowId);
    return first === index ? workflowId : `${workflowId} (${index + 1})`;
  });
  const groups = new Map<string, { run: string; record: RunRecord; search: SearchRecord }[]>();
  records.forEach((record, index) => {
    for (const search of record.searches) {
      const key = JSON.stringify(search.objectives.map(({ metric, goal }) => [metric, goal]));
      groups.set(key, [...(groups.get(key) ?? []), { run: runs[index], record, search }]);
    }
  });
  return {
    version: 1,
    runs,
    groups: [...groups.values()].map(compareGroup),
    differences: differencesOf(records),
  };
}

function compareGroup(
  members: readonly { readonly run: string; readonly record: RunRecord; readonly search: SearchRecord }[],
): ComparedGroup {
  const [{ search: first }] = members;
  const { objectives } = first;
  const reference = Object.fromEntries(
    objectives.map(({ metric }): [string, number] => [
      metric,
      Math.max(...members.map(({ search }) => search.baseline[metric])),
    ]),
  );
  const isScalable = unscalable(objectives, reference).length === 0;
  const volume = (search: SearchRecord, ids: readonly number[]): number =>
    hypervolume(
      candidatesOf(search, ids).map(({ metrics }) => toObjectives(metrics, objectives, reference)),
      objectives.map(() => 1),
    );
  const before = isScalable ? volume(first, first.front) : undefined;
  return {
    objectives,
    reference,
    searches: members.map(({ run, record, search }): ComparedSearch => {
      const front = candidatesOf(search, search.front);
      const now = isScalable ? volume(search, search.front) : undefined;
      const { generations } = search;
      const tuned = record.solutions.flatMap((solution) =>
        solution.search === search.step ? (solution.finetuned?.miou ?? []) : [],
      );
      return {
        run,
        step: search.step,
        front: front.map(({ id, generation, metrics }) => ({ id, generation, metrics })),
        baseline: search.baseline,
        hypervolumes: isScalable ? generations.map((each) => volume(search, each.front)) : [],
        ...(now === undefined ? {} : { hypervolume: now }),
        ...(now === undefined || before === undefined || before === 0 ? {} : { change: now / before - 1 }),
        candidates: generations.reduce((sum, { candidates }) => sum + candidates.length, 0),
        paid: generations.reduce((sum, { evaluations }) => sum + (evaluations?.paid ?? 0), 0),
        best: bestOf(front, objectives),
        ...(tuned.length === 0 ? {} : { finetuned: Math.max(...tuned) }),
      };
    }),
  };
}

function bestOf(front: readonly CandidateRecord[], objectives: readonly ObjectiveRecord[]): Metrics {
  if (front.length === 0) return {};
  return Object.fromEntries(
    objectives.map(({ metric, goal }) => {
      const values = front.map(({ metrics }) => metrics[metric]);
      return [metric, goal === 'maximize' ? Math.max(...values) : Math.min(...values)];
    }),
  );
}

function differencesOf(records: readonly RunRecord[]): Comparison['differences'] {
  const isShared = ({ step }: SearchRecord) =>
    records.every(({ searches }) => searches.some((search) => search.step === step));
  const facts = records.map((record) => factsOf(record, record.searches.filter(isShared)));
  const names = [...new Set(facts.flatMap((each) => [...each.keys()]))];
  return names
    .map((fact) => ({ fact, values: facts.map((each) => each.get(fact) ?? '') }))
    .filter(({ values }) => new Set(values).size > 1);
}

function factsOf(record: RunRecord, shared: readonly SearchRecord[]): ReadonlyMap<string, string> {
  const seconds = (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
  return new Map([
    ['pipeline', record.name],
    ['seed', String(record.seed)],
    ['seconds', seconds.toFixed(1)],
    ...Object.entries(record.versions),
    ['searches', record.searches.map(({ step }) => step).join(', ')],
    ...shared.flatMap(searchFacts),
  ]);
}

function searchFacts({ step, evolution, constraints, generations, groups }: SearchRecord) {
  const facts: readonly (readonly [string, string])[] = [
    ['constraints', constraints.join('; ')],
    ['algorithm', evolution?.algorithm ?? ''],
    ['population', String(evolution?.population ?? '')],
    ['generations', String(generations.length)],
    ['channel groups', String(groups.length)],
    ['sampling', JSON.stringify(evolution?.sampling ?? '')],
    ['crossover', JSON.stringify(evolution?.crossover ?? '')],
    ['mutation', JSON.stringify(evolution?.mutation ?? '')],
  ];
  return facts.map(([name, value]): [string, string] => [`${step}: ${name}`, value]);
}

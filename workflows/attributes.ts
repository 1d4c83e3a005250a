import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import {
  isCancellation,
  patched,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { FrontRef } from '../activities/messages.js';
import { latencyTarget, type Metrics } from '../core/metrics/metrics.js';
import type { SearchAttribute } from '../core/search-attributes.js';
import { inTask } from './proxies.js';

const KEYS = {
  EspalierPipeline: defineSearchAttributeKey('EspalierPipeline', SearchAttributeType.KEYWORD),
  EspalierStep: defineSearchAttributeKey('EspalierStep', SearchAttributeType.KEYWORD_LIST),
  EspalierGeneration: defineSearchAttributeKey('EspalierGeneration', SearchAttributeType.INT),
  EspalierHypervolume: defineSearchAttributeKey('EspalierHypervolume', SearchAttributeType.DOUBLE),
  EspalierBestMiou: defineSearchAttributeKey('EspalierBestMiou', SearchAttributeType.DOUBLE),
  EspalierBestLatency: defineSearchAttributeKey('EspalierBestLatency', SearchAttributeType.DOUBLE),
} as const;

/** How a search stands, as far as the server indexes it. */
export interface Standing {
  /** Generations that are done, where they are counted. */
  readonly generation?: number;
  readonly hypervolume: number;
  readonly front: readonly { readonly metrics: Metrics }[];
  /** The objectives' metrics. */
  readonly metrics: readonly string[];
}

/**
 * Tells the server what it may index of this workflow. Each attribute is left out where the server does not have it; a
 * workflow that began before there were any says nothing, so that its history still fits.
 */
export class Attributes {
  private said = '';

  private constructor(private readonly usable: readonly SearchAttribute[] | undefined) {}

  static async open(): Promise<Attributes> {
    if (!patched('search attributes')) return new Attributes(undefined);
    try {
      return new Attributes(
        await inTask.usableAttributes.executeWithOptions({ summary: 'search attributes of the server' }, []),
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      return new Attributes([]);
    }
  }

  /** The pipeline's name, also where `list` finds it on any server. */
  tellPipeline(name: string | undefined): void {
    if (this.usable === undefined || name === undefined) return;
    if (workflowInfo().memo?.pipeline !== name) upsertMemo({ pipeline: name });
    this.upsert([{ key: KEYS.EspalierPipeline, value: name }]);
  }

  /** Steps that are running. */
  tellSteps(steps: readonly string[]): void {
    const news = steps.join(' ');
    if (news === this.said) return;
    this.said = news;
    this.upsert([{ key: KEYS.EspalierStep, value: steps.length > 0 ? [...steps] : null }]);
  }

  tellStanding({ generation, hypervolume, front, metrics }: Standing): void {
    const latency = metrics.find((metric) => latencyTarget(metric) !== undefined);
    const mious = front.flatMap(({ metrics: { miou } }) => (Number.isFinite(miou) ? [miou] : []));
    const latencies = front.flatMap(({ metrics: values }) =>
      latency === undefined ? [] : [values[latency]],
    );
    this.upsert([
      ...(generation === undefined ? [] : [{ key: KEYS.EspalierGeneration, value: generation }]),
      { key: KEYS.EspalierHypervolume, value: hypervolume },
      ...(mious.length === 0 ? [] : [{ key: KEYS.EspalierBestMiou, value: Math.max(...mious) }]),
      ...(latencies.length === 0 ? [] : [{ key: KEYS.EspalierBestLatency, value: Math.min(...latencies) }]),
    ]);
  }

  /** Of a search that has ended. */
  tellFront({ objectives, candidates, hypervolume }: FrontRef): void {
    this.tellStanding({ hypervolume, front: candidates, metrics: objectives.map(({ metric }) => metric) });
  }

  private upsert(pairs: readonly SearchAttributeUpdatePair[]): void {
    const known: readonly string[] = this.usable ?? [];
    const wanted = pairs.filter(({ key }) => known.includes(key.name));
    if (wanted.length > 0) upsertSearchAttributes(wanted);
  }
}

/**
 * What the server may index of runs and their searches, by names and types that have to be registered there once. Their
 * numbers are what a server on an SQL database allows of each type.
 */
export const SEARCH_ATTRIBUTES = {
  /** The name of the pipeline. */
  EspalierPipeline: 'Keyword',
  /** Of a run, the steps that are running; of a search, its step. */
  EspalierStep: 'KeywordList',
  /** Generations that are done. */
  EspalierGeneration: 'Int',
  /** Of the front so far. */
  EspalierHypervolume: 'Double',
  /** The greatest mIoU on the front, from 0 to 1. */
  EspalierBestMiou: 'Double',
  /** The least latency on the front in ms, on the target that the objectives name first. */
  EspalierBestLatency: 'Double',
} as const;

export type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;

export const searchAttributes = Object.keys(SEARCH_ATTRIBUTES).filter(isSearchAttribute);

function isSearchAttribute(name: string): name is SearchAttribute {
  return name in SEARCH_ATTRIBUTES;
}

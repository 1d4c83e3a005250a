import type { SeedRun } from './runs.js';

/** What the study takes from one of its pipelines. */
export interface Part {
  /** The pipeline's name. */
  readonly pipeline: string;
  /** Tables in Markdown, by the name of their place in the document. The runs differ in their seed. */
  tables(runs: readonly SeedRun[]): Readonly<Record<string, string>>;
}

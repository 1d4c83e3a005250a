import type { Place } from '../errors.js';

/** One mistake in a pipeline. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly place: Required<Place>;
  readonly hint?: string;
}

/** Keys and indices from the document's root. */
export type Path = readonly (string | number)[];

import type { DatasetError } from '../../../core/errors.js';

/** What is amiss with a dataset. Plain JSON. */
export interface DatasetFinding {
  /** An error keeps the dataset from being used; a warning is odd. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  /** The file that is missing something, or odd. */
  readonly file?: string;
  readonly hint?: string;
}

export function findingOf(severity: DatasetFinding['severity'], error: DatasetError): DatasetFinding {
  const { code, message, place, hint } = error;
  return {
    severity,
    code,
    message,
    ...(place?.file === undefined ? {} : { file: place.file }),
    ...(hint === undefined ? {} : { hint }),
  };
}

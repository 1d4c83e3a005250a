/** Where a user's mistake is: a file with a 1-based line and column, or a path inside a document. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A mistake that the user can mend. `code` is stable and has an entry in `docs/errors.md`; `hint` says what to do.
 * Any other error that reaches a user is a defect of Espalier and is reported as one.
 */
export class EspalierError extends Error {
  readonly code: string;
  readonly place?: Place;
  readonly hint?: string;

  constructor(
    code: string,
    message: string,
    details: { place?: Place; hint?: string; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.place = details.place;
    this.hint = details.hint;
  }
}

/** A pipeline file that cannot run as written. */
export class PipelineError extends EspalierError {}

/** A network, its weights or a prune plan that do not fit together. */
export class NetworkError extends EspalierError {}

/** A dataset that is missing, incomplete or inconsistent. */
export class DatasetError extends EspalierError {}

/** A target that is described wrongly, or whose toolchain fails. */
export class TargetError extends EspalierError {}

/** An artifact that is missing from the store or does not match its digest. */
export class StoreError extends EspalierError {}

/** A training or evaluation that cannot go on: a loss that is not a number, an operator that does not train. */
export class TensorError extends EspalierError {}

/** The surroundings are not as needed: no Temporal server, a part of the set-up missing, a disk that is full. */
export class EnvironmentError extends EspalierError {}

import * as errors from '../../../core/errors.js';
import type { AnyJob } from './jobs.js';

export type ToThread<Job extends AnyJob> =
  | { readonly type: 'run'; readonly id: number; readonly job: Job }
  | { readonly type: 'abort'; readonly id: number };

export type FromThread =
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'checkpoint'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };

/** An error as plain data: classes do not survive the way between threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: PlainError;
  /** Of an EspalierError only. */
  readonly code?: string;
  readonly place?: errors.Place;
  readonly hint?: string;
}

const CLASSES: Readonly<Record<string, typeof errors.EspalierError>> = {
  PipelineError: errors.PipelineError,
  NetworkError: errors.NetworkError,
  DatasetError: errors.DatasetError,
  TargetError: errors.TargetError,
  StoreError: errors.StoreError,
  TensorError: errors.TensorError,
  EnvironmentError: errors.EnvironmentError,
};

export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const plain = { name, message, stack, cause: error.cause === undefined ? undefined : toPlain(error.cause) };
  if (!(error instanceof errors.EspalierError)) return plain;
  return { ...plain, code: error.code, place: error.place, hint: error.hint };
}

/** The same error again: class, code, place and hint of an EspalierError, name and stack of any. */
export function fromPlain(plain: PlainError): Error {
  const cause = plain.cause === undefined ? undefined : fromPlain(plain.cause);
  const error = rebuild(plain, cause);
  error.name = plain.name;
  error.stack = plain.stack;
  return error;
}

function rebuild(plain: PlainError, cause: Error | undefined): Error {
  if (plain.code === undefined) return new Error(plain.message, { cause });
  const known = Object.hasOwn(CLASSES, plain.name) ? CLASSES[plain.name] : errors.EspalierError;
  return new known(plain.code, plain.message, { place: plain.place, hint: plain.hint, cause });
}

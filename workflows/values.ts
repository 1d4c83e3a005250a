import { ApplicationFailure } from '@temporalio/workflow';
import type { BlobId, CandidateRef, FrontRef, MeasuredNetwork, ProgramRef } from '../activities/messages.js';
import type { Bound } from '../core/network/bounds.js';
import type { SearchOutput } from './search.js';
import type { SensitivityOutput } from './sensitivity.js';

/** Values of expressions, checked: planning knows the types of outputs, not those of elements that a user picks out. */

export function asNetwork(value: unknown): BlobId {
  if (isDigest(value)) return value;
  throw mismatch('a network', value);
}

export function asCandidate(value: unknown): CandidateRef {
  if (isRecord<CandidateRef>(value, ['genome', 'metrics', 'network', 'plan'])) return value;
  throw mismatch('a candidate', value);
}

export function asFront(value: unknown): FrontRef {
  if (isRecord<FrontRef>(value, ['candidates', 'objectives', 'search'])) return value;
  throw mismatch('a front', value);
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw mismatch('a list', value);
}

export function asPath(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw mismatch('a path', value);
}

export function asBounds(value: unknown): readonly Bound[] {
  if (Array.isArray(value) && value.every((entry) => isRecord<Bound>(entry, ['layers']))) return value;
  throw mismatch('bounds', value);
}

export function isProgram(value: unknown): value is ProgramRef {
  return isRecord<ProgramRef>(value, ['network', 'manifest', 'maxDifference']);
}

export function isMeasuredNetwork(value: unknown): value is MeasuredNetwork {
  return isRecord<MeasuredNetwork>(value, ['network', 'target', 'measured']);
}

export function isSearchOutput(value: object): value is SearchOutput {
  return isRecord<SearchOutput>(value, ['front', 'record', 'evaluations']);
}

export function isSensitivityOutput(value: object): value is SensitivityOutput {
  return isRecord<SensitivityOutput>(value, ['sensitivity', 'bounds', 'evaluations']);
}

function isDigest(value: unknown): value is BlobId {
  return typeof value === 'string' && value.startsWith('sha256:');
}

function isRecord<T extends object>(value: unknown, keys: readonly (keyof T & string)[]): value is T {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

function mismatch(wanted: string, value: unknown): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `An expression should give ${wanted}, and gives ${JSON.stringify(value).slice(0, 80)}.`,
    'WRONG_VALUE',
  );
}

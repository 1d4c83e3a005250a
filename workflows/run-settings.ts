import { PipelineError } from '../core/errors.js';
import type { InputValues } from '../core/pipeline/inputs.js';
import { isMap } from '../core/pipeline/map.js';
import { parseText } from '../core/pipeline/parse.js';
import { formatProblems } from '../core/pipeline/problems.js';
import type { Kept } from './run-book.js';

/** What a run is started with beside its pipeline. */
export interface RunSettings {
  /** Values of inputs by name. */
  readonly inputs?: InputValues;
  /** The folder at which relative paths begin where the pipeline comes as text. */
  readonly folder?: string | null;
  /** Results of an earlier run to take over where they still hold. */
  readonly kept?: Kept;
}

const KEYS = ['inputs', 'folder', 'kept'];

/** Reads the settings of a run from a map, or from YAML or JSON as text or bytes. Throws a PipelineError `BAD_RUN_SETTINGS`. */
export function readRunSettings(given: Uint8Array | string | RunSettings | null): RunSettings {
  if (given === null) return {};
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) return checked(given);
  const text = typeof given === 'string' ? given : new TextDecoder().decode(given);
  const { value, problems } = parseText(text, 'settings');
  if (problems.length > 0) throw bad(formatProblems(problems));
  return checked(value);
}

function checked(value: unknown): RunSettings {
  if (!isRunSettings(value)) throw bad('They are no map of known keys.');
  return value;
}

function isRunSettings(value: unknown): value is RunSettings {
  if (!isMap(value) || !Object.keys(value).every((key) => KEYS.includes(key))) return false;
  return value.inputs === undefined || isMap(value.inputs);
}

function bad(reason: string): PipelineError {
  return new PipelineError('BAD_RUN_SETTINGS', `The settings of the run cannot be used. ${reason}`, {
    hint: 'Give a map such as { "inputs": { "epochs": 4 } }.',
  });
}

import { NetworkError } from '../../errors.js';

/** Size of the input images in pixels. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
}

/** Checks of an architecture's settings: each throws a NetworkError `ARCHITECTURE_BAD_VALUE` that names the setting. */

export function checkCount(key: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) fail(key, value, 'a whole number of at least 1');
}

export function checkPositive(key: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) fail(key, value, 'a number above 0');
}

export function checkOneOf(key: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) fail(key, value, allowed.join(' or '));
}

export function checkInput({ height, width }: InputSize): void {
  checkCount('input.height', height);
  checkCount('input.width', width);
}

function fail(key: string, value: unknown, wanted: string): never {
  throw new NetworkError('ARCHITECTURE_BAD_VALUE', `The architecture's ${key} is ${String(value)}.`, {
    hint: `Give ${wanted}.`,
  });
}

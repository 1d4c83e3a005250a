import { TargetError } from '../errors.js';

/** A spatial array of multiply-accumulate units, fed from DRAM tile by tile. */
export interface PeArrayTarget {
  readonly model: 'pe-array';
  /** Input channels (C), output channels (K) and kernel columns (FX, default 1) that the array takes in one cycle. */
  readonly spatialUnroll: { readonly C: number; readonly K: number; readonly FX?: number };
  readonly clockMhz: number;
  /** Bits of one activation. */
  readonly wordBits: number;
  /** DRAM bandwidth in 10^9 bits a second. */
  readonly dramGbps: number;
  /** Outputs of one channel that are computed from one loaded input window. Default 10x10. */
  readonly tile?: { readonly width: number; readonly height: number };
}

/** A piece of hardware, by its model. */
export type Target = PeArrayTarget;

/**
 * Checks a target's numbers. Throws a TargetError `TARGET_BAD_VALUE` for one that is not above 0, or not whole where it
 * counts something, and `TARGET_UNKNOWN_MODEL`.
 */
export function checkTarget(target: Target): void {
  const model: string = target.model;
  if (model !== 'pe-array') {
    throw new TargetError('TARGET_UNKNOWN_MODEL', `There is no hardware model '${model}'.`, {
      hint: 'Use pe-array.',
    });
  }
  const { spatialUnroll, clockMhz, wordBits, dramGbps, tile } = target;
  checkNumbers({ clockMhz, dramGbps }, (value) => Number.isFinite(value) && value > 0, 'a number above 0');
  const { C, K, FX = 1 } = spatialUnroll;
  const counts = {
    'spatialUnroll.C': C,
    'spatialUnroll.K': K,
    'spatialUnroll.FX': FX,
    wordBits,
    'tile.width': tile?.width ?? 1,
    'tile.height': tile?.height ?? 1,
  };
  checkNumbers(counts, (value) => Number.isInteger(value) && value > 0, 'a whole number above 0');
}

function checkNumbers(
  values: Readonly<Record<string, number>>,
  fits: (value: number) => boolean,
  wanted: string,
): void {
  for (const [key, value] of Object.entries(values)) {
    if (!fits(value)) {
      throw new TargetError('TARGET_BAD_VALUE', `The target's ${key} is ${String(value)}.`, {
        hint: `Give ${wanted}.`,
      });
    }
  }
}

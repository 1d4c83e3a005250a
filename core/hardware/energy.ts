import type { RowCost } from './estimate.js';
import type { EnergyFigures, Target } from './target.js';

/** Energy of a row in millijoules, from its cost and its multiply-accumulates. */
export type EnergyModel = (cost: RowCost, macs: number) => number;

/**
 * Energy as the sum of what is computed, what passes each level of memory, and what is drawn in the meantime (the
 * accounting of Eyeriss and Accelergy). A watt for a millisecond is a millijoule.
 */
export function energyOf(target: Target): EnergyModel {
  const figures = target.energy ?? literatureFigures(target.wordBits);
  const { macPj = 0, sramPjPerByte = 0, dramPjPerByte = 0, watts = 0 } = figures;
  return ({ latencyMs, sramBytes, dramBytes }, macs) =>
    PJ * (macs * macPj + sramBytes * sramPjPerByte + dramBytes * dramPjPerByte) + watts * latencyMs;
}

/** A picojoule in millijoules. */
const PJ = 1e-9;

/**
 * Horowitz, "Computing's energy problem", ISSCC 2014, for 45 nm: integer multiplication 0.2 pJ at 8 bits and 3.1 at 32,
 * that is with the square of the width; addition 0.1 pJ at 32 bits; 20 pJ for 64 bits of a 32 KiB memory; 1.3 to 2.6 nJ
 * for 64 bits of DRAM, of which this is the middle.
 */
export function literatureFigures(wordBits: number): EnergyFigures {
  return {
    macPj: 0.2 * (wordBits / 8) ** 2 + 0.1 * (wordBits / 32),
    sramPjPerByte: 2.5,
    dramPjPerByte: 244,
  };
}

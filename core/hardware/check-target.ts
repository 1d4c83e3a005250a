import { TargetError } from '../errors.js';
import type {
  EnergyFigures,
  PeArrayTarget,
  RooflineTarget,
  SystolicTarget,
  TableTarget,
  Target,
} from './target.js';

/**
 * Checks a target's numbers. Throws a TargetError `TARGET_BAD_VALUE` for one out of its range, or not whole where it
 * counts something, and `TARGET_UNKNOWN_MODEL`.
 */
export function checkTarget(target: Target): void {
  checkModel(target.model);
  counts({ wordBits: target.wordBits });
  if (target.energy !== undefined) checkEnergy(target.energy);
  switch (target.model) {
    case 'pe-array':
      checkPeArray(target);
      break;
    case 'systolic':
      checkSystolic(target);
      break;
    case 'roofline':
      checkRoofline(target);
      break;
    case 'table':
      checkTable(target);
      break;
  }
}

const MODELS: readonly Target['model'][] = ['pe-array', 'systolic', 'roofline', 'table'];

function checkModel(model: string): void {
  if (MODELS.some((known) => known === model)) return;
  throw new TargetError('TARGET_UNKNOWN_MODEL', `There is no hardware model '${model}'.`, {
    hint: `Use one of ${MODELS.join(', ')}.`,
  });
}

function checkPeArray(target: PeArrayTarget): void {
  const { spatialUnroll, clockMhz, dramGbps, tile, passCycles = 0 } = target;
  amounts({ clockMhz, dramGbps });
  const { C, K, FX = 1 } = spatialUnroll;
  counts({
    'spatialUnroll.C': C,
    'spatialUnroll.K': K,
    'spatialUnroll.FX': FX,
    'tile.width': tile?.width ?? 1,
    'tile.height': tile?.height ?? 1,
  });
  notNegative({ passCycles });
}

function checkSystolic({ array, clockMhz, dramGbps = 1, sramKiB }: SystolicTarget): void {
  counts({ 'array.height': array.height, 'array.width': array.width });
  amounts({ clockMhz, dramGbps });
  for (const [key, value] of Object.entries(sramKiB ?? {})) amounts({ [`sramKiB.${key}`]: value });
}

function checkRoofline(target: RooflineTarget): void {
  const { peakGmacs, dramGbps, launchUs = 0, efficiency = 1, tile } = target;
  amounts({ peakGmacs, dramGbps, efficiency });
  notNegative({ launchUs });
  checkNumbers({ efficiency }, (value) => value <= 1, 'a number up to 1');
  for (const [key, value] of Object.entries(tile ?? {})) counts({ [`tile.${key}`]: value });
}

function checkTable({ layers }: TableTarget): void {
  for (const { layer, inChannels, outChannels, latencyMs } of layers) {
    if (!ascends(inChannels) || !ascends(outChannels)) {
      throw new TargetError('TARGET_BAD_VALUE', `The channels of '${layer}' do not ascend.`, {
        hint: 'List each number of channels once, the smallest first.',
      });
    }
    const shaped =
      latencyMs.length === inChannels.length && latencyMs.every((row) => row.length === outChannels.length);
    if (!shaped) {
      throw new TargetError(
        'TARGET_BAD_VALUE',
        `The latencies of '${layer}' are not ${inChannels.length} lists of ${outChannels.length} numbers.`,
        { hint: 'Give a list for each of inChannels, with a number for each of outChannels.' },
      );
    }
    latencyMs.flat().forEach((value) => {
      amounts({ [`latency of '${layer}'`]: value });
    });
  }
}

function checkEnergy({ macPj = 0, sramPjPerByte = 0, dramPjPerByte = 0, watts = 0 }: EnergyFigures): void {
  notNegative({
    'energy.macPj': macPj,
    'energy.sramPjPerByte': sramPjPerByte,
    'energy.dramPjPerByte': dramPjPerByte,
    'energy.watts': watts,
  });
}

function ascends(values: readonly number[]): boolean {
  return values.length > 0 && values.every((value, index) => index === 0 || value > values[index - 1]);
}

type Named = Readonly<Record<string, number>>;

function amounts(values: Named): void {
  checkNumbers(values, (value) => Number.isFinite(value) && value > 0, 'a number above 0');
}

function counts(values: Named): void {
  checkNumbers(values, (value) => Number.isInteger(value) && value > 0, 'a whole number above 0');
}

function notNegative(values: Named): void {
  checkNumbers(values, (value) => Number.isFinite(value) && value >= 0, 'a number from 0');
}

function checkNumbers(values: Named, fits: (value: number) => boolean, wanted: string): void {
  for (const [key, value] of Object.entries(values)) {
    if (!fits(value)) {
      throw new TargetError('TARGET_BAD_VALUE', `The target's ${key} is ${String(value)}.`, {
        hint: `Give ${wanted}.`,
      });
    }
  }
}

import type { CalibratedDesign } from './fit.js';

/** A calibrated design as a target file. */
export function calibratedTargetText({ measurement, target, predictedMs }: CalibratedDesign): string {
  const { C, K, FX = 1 } = target.spatialUnroll;
  const { clockMhz, wordBits, dramGbps, passCycles } = target;
  return [
    '# Written by `espalier calibrate`: the design took',
    `# ${measured(measurement.latencyMs)} ms for the network that it was measured with, and is modelled at ${predictedMs.toFixed(1)} ms.`,
    'model: pe-array',
    `description: PE array of ${C}x${K}x${FX} multiply-accumulates a cycle, calibrated`,
    `spatialUnroll: { C: ${C}, K: ${K}, FX: ${FX} }`,
    `clockMhz: ${digits(clockMhz)}`,
    `wordBits: ${wordBits}`,
    `dramGbps: ${digits(dramGbps)}`,
    ...(passCycles === undefined ? [] : [`passCycles: ${digits(passCycles)}`]),
    '',
  ].join('\n');
}

function measured(ms: number): string {
  return String(Number(ms.toPrecision(12)));
}

function digits(value: number): string {
  return String(Number(value.toPrecision(8)));
}

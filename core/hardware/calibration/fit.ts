import { estimate } from '../index.js';
import { TargetError } from '../../errors.js';
import type { LayerRow } from '../../network/table.js';
import type { PeArrayTarget } from '../target.js';
import type { DesignMeasurement } from './measurements.js';
import { minimise, solveDecreasing } from './search.js';

/**
 * What may be fitted: `clock`, one a design; `shared-clock`, one for all; `bandwidth`, the DRAM's, one for all; `overhead`,
 * cycles lost a pass, one for all.
 */
export const PARAMETERS = ['clock', 'shared-clock', 'bandwidth', 'overhead'] as const;
export type Parameter = (typeof PARAMETERS)[number];

export interface CalibrationOptions {
  readonly fit: readonly Parameter[];
  readonly wordBits: number;
  /**
   * The DRAM's bandwidth in 10^9 bits a second, where it is known. Neither known nor fitted, input windows enter at C words
   * a cycle of the array's clock.
   */
  readonly dramGbps?: number;
}

export interface CalibratedDesign {
  readonly measurement: DesignMeasurement;
  readonly target: PeArrayTarget;
  readonly predictedMs: number;
  /** What is predicted where this very measurement takes no part; undefined where too few others are left. */
  readonly leftOutMs?: number;
}

export interface Calibration {
  /** How many numbers were fitted to how many measurements. */
  readonly parameters: number;
  readonly designs: readonly CalibratedDesign[];
}

/**
 * Fits a PE array's parameters to the measured latency of one network on several designs. Clocks match measurements
 * exactly where each design has its own; parameters that designs share make the squares of the relative errors least.
 * Each measurement in turn is left out and predicted from the others, a design's own clock then being the geometric mean
 * of theirs.
 *
 * Throws a TargetError `CALIBRATION_OPTIONS`, `CALIBRATION_UNDERDETERMINED` for more parameters than measurements, and
 * `CALIBRATION_IMPOSSIBLE` where no clock explains a measurement.
 */
export function calibratePeArray(
  rows: readonly LayerRow[],
  measurements: readonly DesignMeasurement[],
  options: CalibrationOptions,
): Calibration {
  checkOptions(options);
  const parameters = parameterCount(options, measurements.length);
  if (parameters > measurements.length) throw underdetermined(parameters, measurements.length);
  const fitted = fit(rows, measurements, options);
  const designs = measurements.map((measurement, index): CalibratedDesign => {
    const target = targetOf(measurement, fitted.clocks[index], fitted.shared, options);
    const others = measurements.filter((other) => other !== measurement);
    return {
      measurement,
      target,
      predictedMs: estimate(target, rows).latencyMs,
      leftOutMs: predictLeftOut(rows, measurement, others, options),
    };
  });
  return { parameters, designs };
}

/** Parameters that all designs share. */
interface Shared {
  readonly dramGbps?: number;
  readonly passCycles: number;
}

interface Fitted {
  /** MHz, a design. */
  readonly clocks: readonly number[];
  readonly shared: Shared;
}

function checkOptions({ fit, dramGbps }: CalibrationOptions): void {
  const clocks = fit.filter((parameter) => parameter === 'clock' || parameter === 'shared-clock');
  if (clocks.length !== 1) {
    throw new TargetError('CALIBRATION_OPTIONS', 'Either clock or shared-clock is fitted.', {
      hint: 'Name one of the two.',
    });
  }
  if (dramGbps !== undefined && fit.includes('bandwidth')) {
    throw new TargetError('CALIBRATION_OPTIONS', 'The bandwidth is both given and to be fitted.', {
      hint: 'Leave one of the two out.',
    });
  }
}

function parameterCount({ fit }: CalibrationOptions, designs: number): number {
  return fit.reduce((sum, parameter) => sum + (parameter === 'clock' ? designs : 1), 0);
}

function underdetermined(parameters: number, measurements: number): TargetError {
  return new TargetError(
    'CALIBRATION_UNDERDETERMINED',
    `${parameters} parameters are to be fitted to ${measurements} ${measurements === 1 ? 'measurement' : 'measurements'}.`,
    {
      hint: 'Measure more designs, or fit less: shared-clock in place of clock, without bandwidth or overhead.',
    },
  );
}

function predictLeftOut(
  rows: readonly LayerRow[],
  measurement: DesignMeasurement,
  others: readonly DesignMeasurement[],
  options: CalibrationOptions,
): number | undefined {
  if (others.length === 0 || parameterCount(options, others.length) > others.length) return undefined;
  const { clocks, shared } = fit(rows, others, options);
  const clock = Math.exp(clocks.reduce((sum, value) => sum + Math.log(value), 0) / clocks.length);
  return estimate(targetOf(measurement, clock, shared, options), rows).latencyMs;
}

function fit(
  rows: readonly LayerRow[],
  measurements: readonly DesignMeasurement[],
  options: CalibrationOptions,
): Fitted {
  const fits = (parameter: Parameter) => options.fit.includes(parameter);
  const clocksFor = (shared: Shared): readonly number[] =>
    fits('clock')
      ? measurements.map((measurement) => ownClock(rows, measurement, shared, options))
      : sharedClock(rows, measurements, shared, options);
  const lossOf = (shared: Shared): number =>
    loss(rows, measurements, { clocks: clocksFor(shared), shared }, options);
  let shared: Shared = { dramGbps: fits('bandwidth') ? START_GBPS : options.dramGbps, passCycles: 0 };
  const turns = fits('bandwidth') && fits('overhead') ? TURNS : 1;
  for (let turn = 0; turn < turns; turn++) {
    if (fits('bandwidth')) {
      const { passCycles } = shared;
      const log = minimise((value) => lossOf({ passCycles, dramGbps: Math.exp(value) }), LOG_GBPS);
      shared = { passCycles, dramGbps: Math.exp(log) };
    }
    if (fits('overhead')) {
      const { dramGbps } = shared;
      shared = {
        dramGbps,
        passCycles: minimise((passCycles) => lossOf({ dramGbps, passCycles }), PASS_CYCLES),
      };
    }
  }
  return { clocks: clocksFor(shared), shared };
}

/** Where bandwidths, clocks and cycles a pass are looked for. */
const START_GBPS = 50;
const LOG_GBPS = [Math.log(0.1), Math.log(10_000)] as const;
const LOG_MHZ = [Math.log(1), Math.log(5_000)] as const;
const PASS_CYCLES = [0, 1000] as const;
const TURNS = 3;

/** The sum of squared relative errors, as logarithms. */
function loss(
  rows: readonly LayerRow[],
  measurements: readonly DesignMeasurement[],
  { clocks, shared }: Fitted,
  options: CalibrationOptions,
): number {
  return measurements.reduce((sum, measurement, index) => {
    const { latencyMs } = estimate(targetOf(measurement, clocks[index], shared, options), rows);
    return sum + Math.log(latencyMs / measurement.latencyMs) ** 2;
  }, 0);
}

/** The clock at which a design takes as long as measured. */
function ownClock(
  rows: readonly LayerRow[],
  measurement: DesignMeasurement,
  shared: Shared,
  options: CalibrationOptions,
): number {
  const log = solveDecreasing(
    (value) => estimate(targetOf(measurement, Math.exp(value), shared, options), rows).latencyMs,
    measurement.latencyMs,
    LOG_MHZ,
  );
  if (log !== undefined) return Math.exp(log);
  const { C, K, FX } = measurement.unroll;
  throw new TargetError(
    'CALIBRATION_IMPOSSIBLE',
    `No clock from 1 to 5000 MHz makes the design ${C}x${K}x${FX} take ${measurement.latencyMs} ms.`,
    { hint: 'Check the measurement and its unit, and the bandwidth where it is given.' },
  );
}

function sharedClock(
  rows: readonly LayerRow[],
  measurements: readonly DesignMeasurement[],
  shared: Shared,
  options: CalibrationOptions,
): readonly number[] {
  const all = (value: number) => measurements.map(() => Math.exp(value));
  return all(minimise((value) => loss(rows, measurements, { clocks: all(value), shared }, options), LOG_MHZ));
}

function targetOf(
  { unroll }: DesignMeasurement,
  clockMhz: number,
  { dramGbps, passCycles }: Shared,
  { wordBits }: CalibrationOptions,
): PeArrayTarget {
  return {
    model: 'pe-array',
    spatialUnroll: unroll,
    clockMhz,
    wordBits,
    dramGbps: dramGbps ?? upwards((unroll.C * wordBits * clockMhz) / 1000),
    ...(passCycles === 0 ? {} : { passCycles }),
  };
}

/** To eight digits, and never less: loading that takes exactly as long as computing is not to look longer. */
function upwards(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 7);
  return Number((Math.ceil(value / unit) * unit).toPrecision(8));
}

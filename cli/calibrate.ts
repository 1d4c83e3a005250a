import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, NetworkError, TargetError } from '../core/errors.js';
import {
  calibratePeArray,
  type Calibration,
  type CalibrationOptions,
} from '../core/hardware/calibration/fit.js';
import { designName, parseMeasurements } from '../core/hardware/calibration/measurements.js';
import { calibratedTargetText } from '../core/hardware/calibration/target-text.js';
import { parseLayerTable } from '../core/network/table-file.js';
import { columns } from './text.js';

export interface CalibrateOptions extends CalibrationOptions {
  readonly model: 'pe-array';
  /** The layer table of the network that was measured. */
  readonly layers: string;
  readonly measurements: string;
  /** Folder of the target files. */
  readonly out: string;
  readonly json: boolean;
}

/**
 * Fits targets to measured latencies and writes them. Returns the exit code.
 *
 * Throws a NetworkError `LAYERS_FILE_MISSING`, a TargetError `MEASUREMENTS_FILE_MISSING`, an EnvironmentError `OUTPUT_FILE`, and the
 * errors of `parseLayerTable`, `parseMeasurements` and `calibratePeArray`.
 */
export async function calibrate(options: CalibrateOptions): Promise<number> {
  const { layers, measurements, out } = options;
  const rows = parseLayerTable(await readLayers(layers), layers);
  const measured = parseMeasurements(await readMeasurements(measurements), measurements);
  const calibration = calibratePeArray(rows, measured, options);
  const files = await writeTargets(out, calibration);
  const report = reportOf(calibration, files);
  console.log(options.json ? JSON.stringify(report) : reportText(report));
  return 0;
}

interface Report {
  readonly parameters: number;
  readonly measurements: number;
  readonly designs: readonly {
    readonly name: string;
    readonly file: string;
    readonly clockMhz: number;
    readonly dramGbps: number;
    readonly passCycles: number;
    readonly measuredMs: number;
    readonly predictedMs: number;
    /** Relative errors; null where too few measurements are left to predict from. */
    readonly error: number;
    readonly leftOutError: number | null;
  }[];
  /** Mean magnitudes. */
  readonly meanError: number;
  readonly meanLeftOutError: number | null;
}

function reportOf({ parameters, designs }: Calibration, files: readonly string[]): Report {
  const lines = designs.map(({ measurement, target, predictedMs, leftOutMs }, index) => ({
    name: designName(measurement),
    file: files[index],
    clockMhz: target.clockMhz,
    dramGbps: target.dramGbps,
    passCycles: target.passCycles ?? 0,
    measuredMs: measurement.latencyMs,
    predictedMs,
    error: predictedMs / measurement.latencyMs - 1,
    leftOutError: leftOutMs === undefined ? null : leftOutMs / measurement.latencyMs - 1,
  }));
  const leftOut = lines.flatMap(({ leftOutError }) => leftOutError ?? []);
  return {
    parameters,
    measurements: designs.length,
    designs: lines,
    meanError: meanMagnitude(lines.map(({ error }) => error)),
    meanLeftOutError: leftOut.length === 0 ? null : meanMagnitude(leftOut),
  };
}

function meanMagnitude(errors: readonly number[]): number {
  return errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
}

function reportText({ parameters, measurements, designs, meanError, meanLeftOutError }: Report): string {
  const table = columns(
    [
      { head: 'design', align: 'left' },
      ...['clock', 'DRAM', 'measured', 'predicted', 'error', 'left out'].map((head) => ({
        head,
        align: 'right' as const,
      })),
      { head: 'file', align: 'left' },
    ],
    designs.map((design) => [
      design.name,
      `${design.clockMhz.toFixed(1)} MHz`,
      `${design.dramGbps.toFixed(1)} Gb/s`,
      `${design.measuredMs.toFixed(0)} ms`,
      `${design.predictedMs.toFixed(0)} ms`,
      percent(design.error),
      percent(design.leftOutError),
      design.file,
    ]),
  );
  return [
    `${parameters} ${parameters === 1 ? 'parameter' : 'parameters'} fitted to ${measurements} ${measurements === 1 ? 'measurement' : 'measurements'}`,
    '',
    ...table,
    '',
    `mean error ${percent(meanError, false)}; each design predicted from the others: ${percent(meanLeftOutError, false)}`,
  ].join('\n');
}

function percent(error: number | null, signed = true): string {
  if (error === null) return 'not known';
  const value = (Math.abs(error) * 100).toFixed(1);
  if (!signed || Number(value) === 0) return `${value} %`;
  return `${error < 0 ? '−' : '+'}${value} %`;
}

async function writeTargets(folder: string, { designs }: Calibration): Promise<readonly string[]> {
  const files = designs.map(({ measurement }) => join(folder, `${designName(measurement)}.yaml`));
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(files.map((file, index) => writeFile(file, calibratedTargetText(designs[index]))));
  } catch (cause) {
    throw new EnvironmentError('OUTPUT_FILE', `The targets cannot be written to ${folder}.`, {
      hint: 'Check that the folder can be written to and is not full.',
      cause,
    });
  }
  return files;
}

async function readLayers(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new NetworkError('LAYERS_FILE_MISSING', `The layer table ${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

async function readMeasurements(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TargetError('MEASUREMENTS_FILE_MISSING', `The measurements ${file} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

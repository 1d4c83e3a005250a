import { expect } from 'chai';
import fc from 'fast-check';
import {
  calibratePeArray,
  type Calibration,
  type CalibrationOptions,
} from '../../../../core/hardware/calibration/fit.js';
import {
  designName,
  type DesignMeasurement,
  parseMeasurements,
} from '../../../../core/hardware/calibration/measurements.js';
import { calibratedTargetText } from '../../../../core/hardware/calibration/target-text.js';
import { estimate } from '../../../../core/hardware/index.js';
import { modelled } from '../../../../core/hardware/measured-target.js';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import { parseLayerTable } from '../../../../core/network/table-file.js';
import type { LayerRow } from '../../../../core/network/table.js';
import { parseTarget } from '../../../../core/pipeline/target-file.js';
import { referenceText } from '../../../reference/tables.js';
import { errorOf } from '../../network/expect-error.js';

const [layers, latency] = ['layers', 'latency'].map((name) => `deeplabv3plus_resnet18_960_${name}.csv`);
const rows = parseLayerTable(referenceText(layers), layers);
const published = parseMeasurements(referenceText(latency), latency);

function calibrate(
  options: Partial<CalibrationOptions> = {},
  measurements: readonly DesignMeasurement[] = published,
): Calibration {
  return calibratePeArray(rows, measurements, { fit: ['clock'], wordBits: 16, ...options });
}

/** Each convolution's channels by a factor, those of the image and of the classes aside. */
function narrowed(factor: number): readonly LayerRow[] {
  const few = (channels: number) => (channels <= 19 ? channels : Math.max(1, Math.round(channels * factor)));
  return rows.map((row) => ({ ...row, inChannels: few(row.inChannels), outChannels: few(row.outChannels) }));
}

describe('calibrating the PE array', () => {
  it('gives each published design a clock at which it takes as long as measured', () => {
    const { parameters, designs } = calibrate();
    expect(parameters).to.equal(4);
    expect(designs.map(({ measurement }) => designName(measurement))).to.deep.equal([
      '16x16x1',
      '16x32x1',
      '16x16x4',
      '16x32x4',
    ]);
    for (const { measurement, target, predictedMs } of designs) {
      expect(predictedMs).to.be.closeTo(measurement.latencyMs, 1e-5 * measurement.latencyMs);
      // What an Arria 10 runs such arrays at.
      expect(target.clockMhz).to.be.within(80, 250);
      expect(target.dramGbps).to.be.closeTo((16 * 16 * target.clockMhz) / 1000, 1e-5);
    }
  });

  it('tells how far each design is off where it is predicted from the others', () => {
    const errors = calibrate().designs.map(
      ({ measurement, leftOutMs = NaN }) => leftOutMs / measurement.latencyMs - 1,
    );
    for (const error of errors) expect(Math.abs(error)).to.be.within(0.01, 0.35);
  });

  it('predicts a design that is left out without its measurement', () => {
    const [first, ...others] = published;
    const wrong = calibrate({}, [{ ...first, latencyMs: 3 * first.latencyMs }, ...others]);
    const right = calibrate();
    expect(wrong.designs[0].leftOutMs).to.be.closeTo(right.designs[0].leftOutMs ?? NaN, 1e-6);
    expect(wrong.designs[1].leftOutMs).not.to.be.closeTo(right.designs[1].leftOutMs ?? NaN, 1);
  });

  it('predicts of pruned networks neither more than the baseline nor less than their share of operations', () => {
    for (const { target } of calibrate().designs) {
      const [whole, half] = [rows, narrowed(0.5)].map((table) => estimate(target, table).latencyMs);
      // Half the channels are a quarter of the operations; 304 and 19 channels and the image's stay apart.
      expect(whole / half).to.be.within(2.5, 4);
    }
  });

  it('gives a pruned network the published gain at the published compression', () => {
    // The paper prunes to 2.44 times lower latency; widths of 0.6 to 0.7 are what such a network keeps.
    for (const { target } of calibrate().designs) {
      const gains = [0.7, 0.6].map(
        (factor) => estimate(target, rows).latencyMs / estimate(target, narrowed(factor)).latencyMs,
      );
      expect(gains[0]).to.be.below(2.44);
      expect(gains[1]).to.be.within(2, 3);
    }
  });

  it('finds the clock and the bandwidth that made the measurements', () => {
    const small = rows.slice(10, 24);
    const truth = (C: number, K: number, FX: number): PeArrayTarget => ({
      model: 'pe-array',
      spatialUnroll: { C, K, FX },
      clockMhz: 140,
      wordBits: 16,
      dramGbps: 25,
    });
    const measured = published.map(({ unroll }) => ({
      unroll,
      latencyMs: estimate(truth(unroll.C, unroll.K, unroll.FX), small).latencyMs,
    }));
    const { parameters, designs } = calibratePeArray(small, measured, {
      fit: ['shared-clock', 'bandwidth'],
      wordBits: 16,
    });
    expect(parameters).to.equal(2);
    for (const { target, leftOutMs, measurement } of designs) {
      expect(target.clockMhz).to.be.closeTo(140, 0.5);
      expect(target.dramGbps).to.be.closeTo(25, 0.5);
      expect(leftOutMs).to.be.closeTo(measurement.latencyMs, 0.01 * measurement.latencyMs);
    }
  }).timeout(20_000);

  it('scales with the unit of time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), (factor) => {
        const slower = published.map((one) => ({ ...one, latencyMs: one.latencyMs * factor }));
        const [given, scaled] = [calibrate().designs[0], calibrate({}, slower).designs[0]];
        expect(scaled.target.clockMhz * factor).to.be.closeTo(given.target.clockMhz, 1e-3);
      }),
      { numRuns: 3 },
    );
  });

  it('writes files that are read as the targets', () => {
    for (const design of calibrate().designs) {
      const parsed = parseTarget(calibratedTargetText(design), 'x.yaml');
      if (!('target' in parsed)) throw new Error('the file is invalid');
      const { latencyMs } = estimate(modelled(parsed.target), rows);
      expect(latencyMs).to.be.closeTo(design.predictedMs, 1e-6 * design.predictedMs);
    }
  });

  it('fits one design to one measurement, and has nothing to predict it from', () => {
    const { designs } = calibrate({}, published.slice(0, 1));
    expect(designs[0].leftOutMs).to.equal(undefined);
  });

  for (const [title, options, count, part] of [
    ['clocks and a bandwidth', { fit: ['clock', 'bandwidth'] }, 4, '5 parameters are to be fitted to 4'],
    ['more than the designs are', { fit: ['shared-clock', 'bandwidth', 'overhead'] }, 2, '3 parameters'],
    ['two of one measurement', { fit: ['shared-clock', 'overhead'] }, 1, 'to 1 measurement.'],
  ] as const) {
    it(`refuses to fit ${title}`, () => {
      const error = errorOf(() => calibrate(options, published.slice(0, count)));
      expect(error.code).to.equal('CALIBRATION_UNDERDETERMINED');
      expect(error.message).to.include(part);
    });
  }

  for (const [title, options] of [
    ['no clock', { fit: ['bandwidth'] }],
    ['both kinds of clock', { fit: ['clock', 'shared-clock'] }],
    ['a bandwidth that is given', { fit: ['shared-clock', 'bandwidth'], dramGbps: 10 }],
  ] as const) {
    it(`refuses to fit ${title}`, () => {
      expect(errorOf(() => calibrate(options)).code).to.equal('CALIBRATION_OPTIONS');
    });
  }

  it('says when no clock explains a measurement', () => {
    const error = errorOf(() => calibrate({ dramGbps: 1 }));
    expect(error.code).to.equal('CALIBRATION_IMPOSSIBLE');
    expect(error.message).to.include('16x16x1');
  });
});

describe('a table of measurements', () => {
  for (const [title, text, part] of [
    [
      'a column missing',
      'p_if,p_of,measured_s\n1,2,3\n',
      "m.csv:1 is no table of measurements. It lacks the column 'p_kx'",
    ],
    ['a latency of 0', 'p_if,p_of,p_kx,measured_s\n1,2,3,0\n', 'm.csv:2'],
    ['half a unit', 'p_if,p_of,p_kx,measured_s\n1,2.5,3,1\n', "Its p_of is '2.5'"],
    ['a design twice', 'p_if,p_of,p_kx,measured_s\n1,2,3,1\n\n1,2,3,2\n', 'm.csv:4'],
    ['a cell too many', 'p_if,p_of,p_kx,measured_s\n1,2,3,1,1\n', 'It has 5 cells'],
    ['nothing', '', 'It has no line'],
  ] as const) {
    it(`is refused with ${title}`, () => {
      const error = errorOf(() => parseMeasurements(text, 'm.csv'));
      expect(error.code).to.equal('MEASUREMENTS_FILE');
      expect(error.message).to.include(part);
    });
  }
});

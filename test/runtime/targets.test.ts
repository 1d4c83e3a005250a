import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { parse } from 'yaml';
import { calibratePeArray } from '../../core/hardware/calibration/fit.js';
import { designName, parseMeasurements } from '../../core/hardware/calibration/measurements.js';
import { estimate } from '../../core/hardware/index.js';
import { isMeasured } from '../../core/hardware/measured-target.js';
import { parseLayerTable } from '../../core/network/table-file.js';
import { projectRoot } from '../../runtime/project.js';
import { libraryTarget, readTarget } from '../../runtime/targets.js';
import { referenceText } from '../reference/tables.js';

/** What the source of a target's figures must be given for, by its model. */
const FIGURES: Readonly<Record<string, string>> = {
  'pe-array': 'clockMhz',
  systolic: 'clockMhz',
  roofline: 'peakGmacs',
  vela: 'systemConfig',
};

const [layers, latency] = ['layers', 'latency'].map((name) => `deeplabv3plus_resnet18_960_${name}.csv`);
const rows = parseLayerTable(referenceText(layers), layers);

describe('the library of targets', () => {
  it('has targets that can be read, each with the sources of its figures', async () => {
    const files = await readdir(join(projectRoot, 'targets'));
    expect(files).to.include.members(['rtx2080.yaml', 'cpu-avx2-core.yaml', 'edge-systolic-32x32.yaml']);
    for (const file of files) {
      const path = join(projectRoot, 'targets', file);
      const target = await readTarget(path);
      const text = await readFile(path, 'utf8');
      if (!isMeasured(target)) {
        const { latencyMs, energyMj } = estimate(target, rows);
        expect(latencyMs, file).to.be.above(1);
        expect(energyMj, file).to.be.above(1);
      }
      const figure = FIGURES[target.model];
      expect(text, file).to.match(new RegExp(`^#.*\\b${figure}\\b`, 'm'));
    }
  });

  it('is what the published schema takes, and each model is in it', async () => {
    const schema = await readFile(join(projectRoot, 'schemas/target.schema.json'), 'utf8');
    const ajv = new Ajv({ strict: true, strictRequired: false, discriminator: true });
    const isTarget = ajv.compile(JSON.parse(schema) as object);
    for (const file of await readdir(join(projectRoot, 'targets'))) {
      const target: unknown = parse(await readFile(join(projectRoot, 'targets', file), 'utf8'));
      expect(isTarget(target), file).to.equal(true);
    }
    const layers = [{ layer: 'a', inChannels: [1], outChannels: [0], latencyMs: [[1]] }];
    expect(isTarget({ model: 'table', wordBits: 8, layers })).to.equal(true);
    expect(isTarget({ model: 'table', wordBits: 8, layers: [] })).to.equal(false);
    expect(isTarget({ file: 'x.yaml' })).to.equal(false);
  });

  it('has the four published designs as calibration finds them', async () => {
    const measured = parseMeasurements(referenceText(latency), latency);
    const { designs } = calibratePeArray(rows, measured, { fit: ['clock'], wordBits: 16 });
    for (const { measurement, target } of designs) {
      const kept = await readTarget(await libraryTarget(`arria10-${designName(measurement)}`));
      if (kept.model !== 'pe-array') throw new Error('a published design is no PE array');
      expect(kept.spatialUnroll).to.deep.equal(target.spatialUnroll);
      expect(kept.clockMhz).to.be.closeTo(target.clockMhz, 0.01);
      expect(estimate(kept, rows).latencyMs / measurement.latencyMs).to.be.closeTo(1, 1e-3);
    }
  });

  it('names a target that is near one that there is not', async () => {
    const error: unknown = await libraryTarget('rtx2090').catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'TARGET_NOT_IN_LIBRARY' });
    expect(error).to.have.property('hint').that.includes('rtx2080');
  });
});

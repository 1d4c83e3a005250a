import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { rowModel } from '../../../core/hardware/index.js';
import { modelled } from '../../../core/hardware/measured-target.js';
import { parseLayerTable } from '../../../core/network/table-file.js';
import { projectRoot } from '../../../runtime/project.js';
import { libraryTarget, readTarget } from '../../../runtime/targets.js';

/** The layers of DeepLabV3+ on ResNet-18, whole and seven times pruned, as `test/peers/gpu_layers.py` measured them. */
function measuredVariants() {
  const [head, ...lines] = readFileSync(join(projectRoot, 'test/reference/h200_layers.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const variants = [...new Set(lines.map(([variant]) => variant))];
  return variants.map((variant) => {
    const own = lines.filter(([name]) => name === variant);
    const table = [head, ...own].map((cells) => cells.slice(1, -1).join(',')).join('\n');
    return {
      rows: parseLayerTable(`${table}\n`, 'h200_layers.csv'),
      ms: own.reduce((sum, cells) => sum + Number(cells.at(-1)), 0),
    };
  });
}

describe('the roofline model of an H200 against its measured times', () => {
  it('predicts pruned networks within a tenth on average, of which Ops are off by a third', async () => {
    const target = await readTarget(await libraryTarget('h200'));
    const costOf = rowModel(modelled(target));
    const variants = measuredVariants();
    const [whole, ...pruned] = variants.map(({ rows, ms }) => ({
      measured: ms,
      model: rows.reduce((sum, row, index) => sum + costOf(row, index).latencyMs, 0),
      macs: rows.reduce(
        (sum, row) =>
          sum +
          row.convWidth *
            row.convHeight *
            row.kernelWidth *
            row.kernelHeight *
            row.inChannels *
            row.outChannels,
        0,
      ),
    }));
    expect(pruned).to.have.length(7);
    expect(whole.model / whole.measured).to.be.within(0.97, 1.03);
    const mean = (errors: readonly number[]) =>
      errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
    const byModel = pruned.map(({ model, measured }) => model / measured - 1);
    const byOps = pruned.map(({ macs, measured }) => ((macs / whole.macs) * whole.measured) / measured - 1);
    expect(mean(byModel)).to.be.below(0.1);
    expect(mean(byOps)).to.be.above(0.3);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import {
  axisFormat,
  formatBytes,
  formatCount,
  formatDuration,
  formatGain,
  formatMetric,
  formatMetrics,
  formatMiouChange,
} from '../../../core/metrics/format.js';
import {
  latencyMetric,
  latencyTarget,
  metricLabel,
  readingOrder,
  targetMetrics,
} from '../../../core/metrics/metrics.js';

describe('formatMetric', () => {
  it('writes each kind of metric with its unit', () => {
    expect(formatMetric('miou', 0.9234)).to.equal('92.34 %');
    expect(formatMetric('latency.edge', 1.2344)).to.equal('1.234 ms');
    expect(formatMetric('latency.edge', 0.012344)).to.equal('0.01234 ms');
    expect(formatMetric('latency.edge', 9.9996)).to.equal('10.00 ms');
    expect(formatMetric('latency.edge', 12344.4)).to.equal('12344 ms');
    expect(formatMetric('energy.edge', 2324.2)).to.equal('2324 mJ');
    expect(formatMetric('memory.edge', 1.4 * 2 ** 20)).to.equal('1.4 MiB');
    expect(formatMetric('ops', 12_345_678)).to.equal('12.3 M');
    expect(formatMetric('params', 0)).to.equal('0');
  });

  it('has a dash for what is missing or no number', () => {
    expect(formatMetric('miou', undefined)).to.equal('–');
    expect(formatMetric('ops', NaN)).to.equal('–');
    expect(formatMetric('latency.edge', Infinity)).to.equal('–');
  });

  it('joins several in a line', () => {
    expect(formatMetrics(['miou', 'ops'], { ops: 2000, miou: 0.5 })).to.equal(
      'mIoU 50.00 %, Operations 2.00 k',
    );
  });
});

describe('formatCount', () => {
  it('takes the next prefix where rounding reaches it', () => {
    expect([999, 1000, 999_499, 999_500, 147.37e9, 1.5e12].map(formatCount)).to.deep.equal([
      ...['999', '1.00 k', '999 k', '1.00 M', '147 G', '1.50 T'],
    ]);
  });

  it('is within half of the third digit for every count', () => {
    const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e14 }), (count) => {
        const [digits, prefix = ''] = formatCount(count).split(' ');
        expect(digits.length).to.be.at.most(4);
        expect(Math.abs(Number(digits) * factors[prefix] - count)).to.be.at.most(0.00501 * count);
      }),
    );
  });
});

describe('formatGain and formatMiouChange', () => {
  it('say how much less, and how many points', () => {
    expect(formatGain(6.1, 2.5)).to.equal('2.44×');
    expect(formatGain(2, 0)).to.equal('–');
    expect(formatGain(undefined, 1)).to.equal('–');
    expect(formatMiouChange(0.9412, 0.9214)).to.equal('−1.98 points');
    expect(formatMiouChange(0.5, 0.51)).to.equal('+1.00 points');
    expect(formatMiouChange(0.5, 0.499999)).to.equal('±0.00 points');
    expect(formatMiouChange(0.5, undefined)).to.equal('–');
  });
});

describe('formatDuration and formatBytes', () => {
  it('take the unit that fits', () => {
    expect([0.85, 0.9999, 12.34, 59.97, 245, 3599.6, 7620].map(formatDuration)).to.deep.equal([
      ...['850 ms', '1.0 s', '12.3 s', '1 min 00 s', '4 min 05 s', '1 h 00 min', '2 h 07 min'],
    ]);
    expect(formatDuration(-1)).to.equal('–');
    expect([512, 1536, 1024 ** 2 - 1, 5_000_000].map(formatBytes)).to.deep.equal([
      ...['512 B', '1.5 KiB', '1.0 MiB', '4.8 MiB'],
    ]);
  });
});

describe('axisFormat', () => {
  it('names the unit that it divides by', () => {
    expect(axisFormat('miou', 0.9)).to.deep.equal({ label: 'mIoU (%)', divisor: 0.01 });
    expect(axisFormat('latency.edge', 3)).to.deep.equal({ label: 'Latency (edge) (ms)', divisor: 1 });
    expect(axisFormat('ops', 147e9)).to.deep.equal({ label: 'Operations (G)', divisor: 1e9 });
    expect(axisFormat('ops', 12)).to.deep.equal({ label: 'Operations', divisor: 1 });
  });
});

describe('metric keys', () => {
  it('carry the target of energy and memory, behind latencies and before operations', () => {
    expect(targetMetrics('edge')).to.deep.equal(['latency.edge', 'energy.edge', 'memory.edge']);
    expect(targetMetrics('a.b').slice(1).map(metricLabel)).to.deep.equal([
      'Energy (a.b)',
      'Peak memory (a.b)',
    ]);
    const mixed = ['params', 'memory.a', 'ops', 'energy.a', 'latency.b', 'miou', 'latency.a', 'energy.b'];
    expect(readingOrder(mixed)).to.deep.equal([
      'miou',
      'latency.a',
      'latency.b',
      'energy.a',
      'energy.b',
      'memory.a',
      'ops',
      'params',
    ]);
    expect(axisFormat('energy.a', 12)).to.deep.equal({ label: 'Energy (a) (mJ)', divisor: 1 });
    expect(axisFormat('memory.a', 12)).to.deep.equal({ label: 'Peak memory (a) (MiB)', divisor: 2 ** 20 });
  });

  it('carry the target of a latency', () => {
    expect(latencyTarget(latencyMetric('my.fpga'))).to.equal('my.fpga');
    expect(latencyTarget('ops')).to.equal(undefined);
    expect(metricLabel('energy')).to.equal('energy');
  });

  it('are read mIoU first, then latencies, then counts', () => {
    const keys = ['params', 'energy', 'ops', 'latency.b', 'macs', 'miou', 'latency.a', 'ops'];
    expect(readingOrder(keys)).to.deep.equal([
      ...['miou', 'latency.a', 'latency.b', 'ops', 'macs', 'params', 'energy'],
    ]);
  });
});

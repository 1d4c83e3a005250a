import { expect } from 'chai';
import {
  compileTarget,
  measuredMetrics,
  measuredTargets,
  modelledTargets,
} from '../../../core/hardware/measured-target.js';
import { TargetError } from '../../../core/errors.js';
import { targetMetrics } from '../../../core/metrics/metrics.js';

const NPU = {
  model: 'vela',
  accelerator: 'ethos-u55-128',
  systemConfig: 'Ethos_U55_Deep_Embedded',
  memoryMode: 'Shared_Sram',
} as const;
const BOARD = { model: 'command', command: ['measure', '{onnx}'] } as const;
const EDGE = { model: 'roofline', peakGmacs: 1, dramGbps: 1, wordBits: 8 } as const;

describe('a target that is asked', () => {
  it('is measured where its latency is read, and not modelled', () => {
    const targets = { npu: NPU, board: BOARD, edge: EDGE };
    expect(modelledTargets(targets)).to.deep.equal({ edge: EDGE });
    expect(measuredTargets(targets, ['latency.npu', 'latency.edge'])).to.deep.equal({ npu: NPU });
    expect(targetMetrics('npu', NPU.model)).to.deep.equal(['latency.npu', 'memory.npu']);
    expect(measuredTargets(targets, ['memory.npu'])).to.deep.equal({ npu: NPU });
    const measured = { npu: { latencyMs: 2, memoryBytes: 64, device: 'vela' } };
    expect(measuredMetrics(measured)).to.deep.equal({ 'latency.npu': 2, 'memory.npu': 64 });
  });

  it('is compiled for only where a compiler knows it', () => {
    expect(compileTarget(NPU)).to.equal(NPU);
    expect(compileTarget(EDGE)).to.equal(EDGE);
    expect(() => compileTarget(BOARD))
      .to.throw(TargetError)
      .with.property('code', 'TARGET_NOT_MODELLED');
  });
});

import { expect } from 'chai';
import type { Compilation } from '../../../runtime/compilers/compiler.js';
import { compilationManifest, type ManifestInput } from '../../../runtime/compilers/manifest.js';

const COMPILATION: Compilation = {
  compiler: 'onnx',
  precision: 'float32',
  files: [{ name: 'network.onnx', mediaType: 'application/octet-stream', bytes: Buffer.from('abc') }],
  verification: { images: 1, maxDifference: 0, logitRange: 1, relativeDifference: 0, bound: 1e-4 },
  inputs: [{ name: 'image', shape: [1, 3, 4, 4], type: 'float32' }],
  outputs: [{ name: 'logits', shape: [1, 2, 4, 4], type: 'float32' }],
  tools: { onnxruntime: '1.0' },
};
const INPUT: ManifestInput = {
  compilation: COMPILATION,
  plan: { version: 1, keep: {} },
  classes: ['a', 'b'],
  layers: [],
  ops: { baseline: 10, network: 4 },
  parameters: { baseline: 8, network: 5 },
  miou: { baseline: 0.9, pruned: 0.3, finetuned: 0.85 },
  sources: { baseline: 'sha256:00' },
  tools: { espalier: '0.1.0' },
};

describe('compilationManifest', () => {
  it('gives each file its length and published SHA-256 digest', () => {
    expect(compilationManifest(INPUT).files).to.deep.equal([
      {
        name: 'network.onnx',
        mediaType: 'application/octet-stream',
        bytes: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ]);
  });

  it('is plain JSON that tells how to feed the network and what made it', () => {
    const manifest = compilationManifest(INPUT);
    expect(JSON.parse(JSON.stringify(manifest))).to.deep.equal(manifest);
    expect(manifest.normalisation.mean).to.have.length(3);
    expect(manifest.tools).to.deep.equal({
      node: process.versions.node,
      onnxruntime: '1.0',
      espalier: '0.1.0',
    });
    expect(manifest.target).to.equal(null);
  });

  it('joins the target with its estimate', () => {
    const target = {
      model: 'pe-array',
      spatialUnroll: { C: 4, K: 4 },
      clockMhz: 150,
      wordBits: 16,
      dramGbps: 4,
    } as const;
    const estimate = { latencyMs: 2.5, energyMj: 1, peakMemoryBytes: 64, weightBytes: 8, layers: [] };
    const manifest = compilationManifest({ ...INPUT, target: { name: 'edge', target, estimate } });
    expect(manifest.target).to.deep.equal({ name: 'edge', target, ...estimate });
  });

  it('says what the compiler knows of a target that no model computes', () => {
    const target = {
      model: 'vela',
      accelerator: 'ethos-u55-128',
      systemConfig: 'Ethos_U55_Deep_Embedded',
      memoryMode: 'Shared_Sram',
    } as const;
    const compilation = { ...COMPILATION, resources: { cycles: 700, sramBytes: 64 } };
    const manifest = compilationManifest({ ...INPUT, compilation, target: { name: 'npu', target } });
    expect(manifest.target).to.deep.equal({ name: 'npu', target });
    expect(manifest.resources).to.deep.equal({ cycles: 700, sramBytes: 64 });
    expect(compilationManifest(INPUT)).not.to.have.property('resources');
  });
});

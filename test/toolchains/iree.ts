import { expect } from 'chai';
import { compilerNamed } from '../../runtime/compilers/index.js';
import type { ToolSettings } from '../../runtime/compilers/compiler.js';
import { judgeProgram } from '../../runtime/compilers/judge.js';
import { rejectionOf, shippedNetwork, type Shipped } from '../runtime/compilers/shipped.js';

const iree = compilerNamed('iree');

describe('the iree compiler, with its toolchain', () => {
  let shipped: Shipped;
  before(async () => {
    shipped = await shippedNetwork(4, 8);
  });

  const compile = (tool?: ToolSettings, signal?: AbortSignal) => {
    const { network, weights, validation } = shipped;
    return iree.compile({ network, weights, images: validation.slice(0, 2), tool, signal });
  };

  it('makes a module that gives what the network gives, and times it', async () => {
    const program = await compile();
    expect(program.verification.relativeDifference).to.be.below(1e-4);
    const { network, weights, classes, validation } = shipped;
    const score = await judgeProgram({
      compiler: iree,
      program,
      network,
      weights,
      classes,
      images: validation,
    });
    expect(score?.agreement).to.be.above(0.999);
    const [latency] = await iree.measure(program, { runs: 5 });
    expect(latency).to.include({ source: 'measurement', runs: 5 });
    expect(latency.latencyMs).to.be.above(0);
    expect(program.tools).to.have.property('iree-base-compiler');
  });

  for (const [architecture, machine] of [
    ['aarch64', 183],
    ['riscv64', 243],
  ] as const) {
    it(`makes a module for ${architecture}, which does not run here`, async () => {
      const { files } = await compile({ architecture });
      expect(machinesOf(files[0].bytes)).to.include(machine);
      expect(iree.runsHere?.({ files })).to.equal(false);
      expect(await iree.measure({ files })).to.deep.equal([]);
    });
  }

  it('ends scoring and timing when it is cancelled', async () => {
    const { network, weights, classes, validation } = shipped;
    const program = await compile();
    const judging = { compiler: iree, program, network, weights, classes, images: validation };
    for (const work of [
      (signal: AbortSignal) => judgeProgram({ ...judging, signal }),
      (signal: AbortSignal) => iree.measure(program, { runs: 1_000_000, signal }),
    ]) {
      const cancelling = new AbortController();
      const reason = new Error('cancelled');
      setTimeout(() => {
        cancelling.abort(reason);
      }, 50);
      expect(await rejectionOf(work(cancelling.signal))).to.equal(reason);
    }
  });

  it('ends when it takes too long', async () => {
    const error = await rejectionOf(compile({ timeoutMinutes: 0.001 }));
    expect(error).to.have.property('code', 'TOOL_TIMEOUT');
  });
});

/** The processors that the ELF files within are for, by e_machine. */
function machinesOf(bytes: Uint8Array): number[] {
  const file = Buffer.from(bytes);
  const machines: number[] = [];
  for (let at = file.indexOf('\x7fELF'); at >= 0; at = file.indexOf('\x7fELF', at + 1)) {
    machines.push(file.readUInt16LE(at + 18));
  }
  return machines;
}

import { expect } from 'chai';
import fc from 'fast-check';
import { estimate } from '../../../../core/hardware/index.js';
import { layerTable } from '../../../../core/network/rows.js';
import { assemble } from '../../../../runtime/compilers/pe-array/assemble.js';
import { encodeProgram } from '../../../../runtime/compilers/pe-array/encode.js';
import { runReference } from '../../../../runtime/compilers/pe-array/reference.js';
import { Simulator } from '../../../../runtime/compilers/pe-array/simulator/simulate.js';
import { arrays, randomImage, randomlyQuantised, runnableNetworks } from './random-programs.js';

/** The model fuses an addition into whatever convolution; the array cannot add behind a clip from above. */
const unclipped = runnableNetworks({ stem: true }).filter(({ layers }) =>
  layers.every(({ kind }) => kind !== 'activation'),
);
const seeds = fc.integer({ min: 0 });

describe('the simulator of the PE array', () => {
  it('gives the words of the integer reference, whatever the network, array and tiles', () => {
    fc.assert(
      fc.property(runnableNetworks({ stem: false }), arrays, seeds, (network, target, seed) => {
        const quantised = randomlyQuantised(network, seed, target.wordBits === 8 ? 8 : 16);
        const image = randomImage(quantised, seed);
        const { words } = new Simulator(encodeProgram(assemble(quantised, target))).run(image);
        expect([...words]).to.deep.equal(runReference(quantised, image));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same again after another image', () => {
    fc.assert(
      fc.property(runnableNetworks({ stem: false }), arrays, seeds, (network, target, seed) => {
        const quantised = randomlyQuantised(network, seed, target.wordBits === 8 ? 8 : 16);
        const simulator = new Simulator(encodeProgram(assemble(quantised, target)));
        const image = randomImage(quantised, seed);
        const first = simulator.run(image);
        simulator.run(randomImage(quantised, seed + 1));
        expect(simulator.run(image)).to.deep.equal(first);
      }),
      { numRuns: 30 },
    );
  });

  it('counts the cycles of the latency model on small random networks', () => {
    fc.assert(
      fc.property(unclipped, arrays, seeds, (network, target, seed) => {
        const quantised = randomlyQuantised(network, seed, target.wordBits === 8 ? 8 : 16);
        const { instructions } = new Simulator(encodeProgram(assemble(quantised, target))).run(
          randomImage(quantised, seed),
        );
        // The model takes a class a pixel for as much to write as its scores are.
        const counted = instructions.filter(({ kind }) => kind !== 'argmax');
        const cycles = counted.reduce((sum, instruction) => sum + instruction.cycles, 0);
        const rows = layerTable(network).filter(({ kind }) => kind !== 'other');
        const modelled = estimate(target, rows).latencyMs * target.clockMhz * 1000;
        expect(cycles / modelled).to.be.closeTo(1, 0.02);
      }),
      { numRuns: 150 },
    );
  });
});

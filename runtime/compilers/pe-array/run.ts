import { setImmediate } from 'node:timers/promises';
import { type CompiledProgram, type Latency, mainFile, type ProgramOutput } from '../compiler.js';
import type { FloatTensor } from '../../tensor/evaluation/session.js';
import { toWord } from '../quantisation/power-of-two.js';
import type { Program } from './program.js';
import { Simulator } from './simulator/simulate.js';

/** Executes a program in the simulator, image by image; others get their turn between images. */
export async function runProgram(program: CompiledProgram, images: FloatTensor): Promise<ProgramOutput> {
  const simulator = new Simulator(mainFile(program).bytes);
  const { slots, output, instructions } = simulator.program;
  const { channels, height, width, exponent } = slots[output];
  const [count] = images.shape;
  const [size, length] = [images.data.length / count, channels * height * width];
  const data = new Float32Array(count * length);
  for (let n = 0; n < count; n++) {
    const image = images.data.subarray(n * size, (n + 1) * size);
    const { words } = simulator.run(imageWords(simulator.program, image));
    for (let i = 0; i < length; i++) data[n * length + i] = words[i] * 2 ** exponent;
    await setImmediate();
  }
  const chooses = instructions.some(({ kind, output: written }) => kind === 'argmax' && written === output);
  return { shape: [count, channels, height, width], data, holds: chooses ? 'classes' : 'scores' };
}

/** The latency that the simulator counts; no image changes it. */
export function measureProgram(program: CompiledProgram): readonly Latency[] {
  const simulator = new Simulator(mainFile(program).bytes);
  const { accelerator, slots, input } = simulator.program;
  const { channels, height, width } = slots[input];
  const { cycles } = simulator.run(new Int16Array(channels * height * width));
  const { C, K, FX } = accelerator.unroll;
  return [
    {
      source: 'simulator',
      on: `PE array ${C}x${K}x${FX}, ${accelerator.clockMhz} MHz`,
      latencyMs: cycles / (accelerator.clockMhz * 1000),
      cycles,
    },
  ];
}

/** A normalised image, [channels, height, width], as a program's input words. */
export function imageWords({ accelerator, slots, input }: Program, image: Float32Array): Int16Array {
  const { exponent } = slots[input];
  return Int16Array.from(image, (value) => toWord(value, exponent, accelerator.wordBits));
}

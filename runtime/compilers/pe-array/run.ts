import { setImmediate } from 'node:timers/promises';
import {
  type CompiledProgram,
  type Latency,
  mainFile,
  type MeasureOptions,
  type ProgramOutput,
} from '../compiler.js';
import type { FloatTensor } from '../../tensor/evaluation/session.js';
import { toWord } from '../quantisation/power-of-two.js';
import type { Program } from './program.js';
import { type SimulatedRun, Simulator } from './simulator/simulate.js';

/** How long the simulator computes before others get their turn: heartbeats above all, which may be seconds late only. */
const TURN_MS = 50;

/** Executes a program in the simulator, image by image. Rejects with the signal's reason when that ends it. */
export async function runProgram(
  program: CompiledProgram,
  images: FloatTensor,
  signal?: AbortSignal,
): Promise<ProgramOutput> {
  const simulator = new Simulator(mainFile(program).bytes);
  const { slots, output, instructions } = simulator.program;
  const { channels, height, width, exponent } = slots[output];
  const [count] = images.shape;
  const [size, length] = [images.data.length / count, channels * height * width];
  const data = new Float32Array(count * length);
  for (let n = 0; n < count; n++) {
    const image = images.data.subarray(n * size, (n + 1) * size);
    const { words } = await runInTurns(simulator, imageWords(simulator.program, image), signal);
    for (let i = 0; i < length; i++) data[n * length + i] = words[i] * 2 ** exponent;
  }
  const chooses = instructions.some(({ kind, output: written }) => kind === 'argmax' && written === output);
  return { shape: [count, channels, height, width], data, holds: chooses ? 'classes' : 'scores' };
}

/** The latency that the simulator counts; no image changes it. */
export async function measureProgram(
  program: CompiledProgram,
  { signal }: MeasureOptions = {},
): Promise<readonly Latency[]> {
  const simulator = new Simulator(mainFile(program).bytes);
  const { accelerator, slots, input } = simulator.program;
  const { channels, height, width } = slots[input];
  const { cycles } = await runInTurns(simulator, new Int16Array(channels * height * width), signal);
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

/** Executes a program on one image, and lets others have their turn on the way. */
export async function runInTurns(
  simulator: Simulator,
  image: Int16Array,
  signal?: AbortSignal,
): Promise<SimulatedRun> {
  const steps = simulator.steps(image);
  for (;;) {
    signal?.throwIfAborted();
    const end = performance.now() + TURN_MS;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await setImmediate();
  }
}

/** A normalised image, [channels, height, width], as a program's input words. */
export function imageWords({ accelerator, slots, input }: Program, image: Float32Array): Int16Array {
  const { exponent } = slots[input];
  return Int16Array.from(image, (value) => toWord(value, exponent, accelerator.wordBits));
}

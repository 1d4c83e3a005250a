import { operandsOf } from './operations.js';
import { type Instruction, type Program, type Slot, slotWords } from './program.js';
import type { SimulatedRun } from './simulator/simulate.js';

/** A program in words: what it is for, where its tensors lie, and its instructions with the cycles that a run took. */
export function listProgram(program: Program, { cycles, instructions }: SimulatedRun): string {
  const { accelerator, memoryWords, slots } = program;
  const { C, K, FX } = accelerator.unroll;
  const bytes = (words: number): number => (words * accelerator.wordBits) / 8;
  const weights = program.instructions.reduce(
    (sum, instruction) => sum + (instruction.kind === 'conv' ? instruction.weights.length : 0),
    0,
  );
  const lines = [
    `array      C ${C}, K ${K}, FX ${FX}; words of ${accelerator.wordBits} bits; ${accelerator.clockMhz} MHz; memory at ${accelerator.dramGbps} Gbit/s`,
    `memory     ${bytes(memoryWords)} bytes for tensors, ${bytes(weights)} bytes of weights`,
    `input      ${shapeOf(slots[program.input])}`,
    `output     ${shapeOf(slots[program.output])}`,
    `cycles     ${cycles}, ${(cycles / (accelerator.clockMhz * 1000)).toFixed(3)} ms an image`,
    '',
    'tensor  address  words  scale  shape  name',
    ...slots.map((slot, index) =>
      [
        `t${index}`.padEnd(6),
        String(slot.address).padStart(8),
        String(slotWords(slot, accelerator)).padStart(8),
        `2^${slot.exponent}`.padStart(6),
        shapeOf(slot).padEnd(14),
        slot.name,
      ].join('  '),
    ),
    '',
    'instruction',
    ...program.instructions.map((instruction, index) => {
      const { array, transfer, cycles } = instructions[index];
      const spent = `${cycles} cycles (array ${array}, memory ${transfer})`;
      return `${String(index).padStart(4)}  ${sentence(instruction)}  ; ${instruction.name}, ${spent}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function shapeOf({ channels, height, width }: Slot): string {
  return `${channels}x${height}x${width}`;
}

function sentence(instruction: Instruction): string {
  const reads = operandsOf(instruction).map(({ tensor, rectify }) => `${rectify ? 'relu ' : ''}t${tensor}`);
  const details = detailsOf(instruction);
  return `t${instruction.output} = ${instruction.kind} ${[reads.join(', '), ...details].join('; ')}`;
}

function detailsOf(instruction: Instruction): readonly string[] {
  switch (instruction.kind) {
    case 'conv': {
      const { window, dilation, groups, tile, add, pool, rectifyFirst, shift, limits } = instruction;
      return [
        `${window.kernel.join('x')} / ${window.stride.join('x')}`,
        ...(Math.max(...dilation) > 1 ? [`dilation ${dilation.join('x')}`] : []),
        ...(groups > 1 ? [`${groups} groups`] : []),
        `tile ${tile.height}x${tile.width}`,
        ...(rectifyFirst ? ['relu first'] : []),
        ...(add === undefined ? [] : [`the last added`]),
        `shift ${Math.min(...shift)} to ${Math.max(...shift)}`,
        `clip ${limits.low} to ${limits.high}`,
        ...(pool === undefined ? [] : [`max pool ${pool.kernel.join('x')} / ${pool.stride.join('x')}`]),
      ];
    }
    case 'maxpool':
      return [`${instruction.window.kernel.join('x')} / ${instruction.window.stride.join('x')}`];
    case 'mean':
      return [`times ${instruction.multiplier}`, `shift ${instruction.shift}`];
    case 'add':
      return [`shift ${instruction.shift}`];
    case 'resize':
      return [`${instruction.rows.count}x${instruction.columns.count} taps`];
    case 'argmax':
      return [];
  }
}

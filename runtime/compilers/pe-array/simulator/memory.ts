import type { Program, Slot } from '../program.js';

/** The address of a channel's first word; its pixels follow C words apart. */
export function channelAddress({ address, height, width }: Slot, channel: number, C: number): number {
  return address + Math.floor(channel / C) * height * width * C + (channel % C);
}

/** Cycles in which memory delivers or takes so many words. */
export function cyclesToMove(words: number, { accelerator }: Program): number {
  const bitsInCycle = (accelerator.dramGbps * 1000) / accelerator.clockMhz;
  return Math.ceil((words * accelerator.wordBits) / bitsInCycle);
}

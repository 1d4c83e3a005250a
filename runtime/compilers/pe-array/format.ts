/** The first bytes of a program's file. */
export const MAGIC: Uint8Array = new TextEncoder().encode('PEARRAY\n');
/** Rises whenever files are laid out otherwise, or an instruction computes something else. */
export const FORMAT_VERSION = 1;
/** Bytes of magic, version, word size, length and check sum. */
export const PREAMBLE = MAGIC.length + 12;

/** By number. */
export const TRAFFIC = ['windows', 'all'] as const;

export const OPCODES = { conv: 1, maxpool: 2, mean: 3, add: 4, resize: 5, argmax: 6 } as const;

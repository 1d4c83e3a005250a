import { type CompiledProgram, mainFile } from '../compiler.js';

export type Architecture = 'x86-64' | 'aarch64' | 'riscv64';

/** This machine's. */
export const HOST: Architecture = process.arch === 'arm64' ? 'aarch64' : 'x86-64';

/**
 * What the compiler is told of each. The baseline of each instruction set, so that a program runs on every processor of
 * its kind.
 */
export const TRIPLES: Readonly<Record<Architecture, readonly string[]>> = {
  'x86-64': ['--iree-llvmcpu-target-triple=x86_64-unknown-linux-gnu', '--iree-llvmcpu-target-cpu=x86-64-v2'],
  aarch64: ['--iree-llvmcpu-target-triple=aarch64-unknown-linux-gnu', '--iree-llvmcpu-target-cpu=generic'],
  riscv64: [
    '--iree-llvmcpu-target-triple=riscv64-unknown-linux-gnu',
    '--iree-llvmcpu-target-abi=lp64d',
    '--iree-llvmcpu-target-cpu-features=+m,+a,+f,+d,+c',
  ],
};

export function programName(architecture: Architecture): string {
  return `network.${architecture}.vmfb`;
}

/** Whether a program is for this machine's processor: its name says for which. */
export function isForHost(program: CompiledProgram): boolean {
  return mainFile(program).name.endsWith(`.${HOST}.vmfb`);
}

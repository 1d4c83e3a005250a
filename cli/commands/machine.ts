import { Argument, type Command } from 'commander';
import type { Shell } from '../completion.js';
import { localDefaults } from '../defaults.js';
import type { DoctorOptions } from '../doctor.js';
import type { LocalOptions } from '../local.js';
import { jsonOption, localOptions, serverOptions } from './options.js';

/** Commands about this machine: what it has, and what it keeps running. */
export function machineCommands(program: Command): void {
  localOptions(program.command('dev').description('keep a Temporal server and workers running')).action(
    async (options: Partial<LocalOptions>) => {
      const { dev } = await import('../dev.js');
      process.exitCode = await dev({ ...localDefaults, ...options });
    },
  );

  jsonOption(
    serverOptions(program.command('doctor').description('check every part that Espalier needs')),
  ).action(async ({ json, ...options }: DoctorOptions & { json?: boolean }) => {
    const { doctor, printDoctor } = await import('../doctor.js');
    process.exitCode = printDoctor(await doctor(options), { json: json ?? false });
  });

  program
    .command('completion')
    .description('print a script that lets a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { completion } = await import('../completion.js');
      process.exitCode = completion(shell, program);
    });

  const toolchain = program.command('toolchain').description('compilers that are fetched on demand');

  toolchain
    .command('install')
    .description('fetch a toolchain from the Python package index, its digests checked')
    .argument('<name>', 'which one')
    .action(async (name: string) => {
      const { toolchainInstall } = await import('../toolchain.js');
      process.exitCode = await toolchainInstall(name);
    });

  jsonOption(toolchain.command('list').description('show the toolchains and which are installed')).action(
    async ({ json }: { json?: boolean }) => {
      const { toolchainList } = await import('../toolchain.js');
      process.exitCode = await toolchainList({ json: json ?? false });
    },
  );
}

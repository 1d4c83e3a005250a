import type { Command } from 'commander';
import { localDefaults } from '../defaults.js';
import type { LocalOptions } from '../local.js';
import { localOptions } from './options.js';

/** Commands that take a pipeline file. */
export function pipelineCommands(program: Command): void {
  program
    .command('validate')
    .description('check a pipeline file; exits 3 when it is invalid')
    .argument('<file>', 'the pipeline')
    .action(async (file: string) => {
      const { validate } = await import('../validate.js');
      process.exitCode = await validate(file);
    });

  localOptions(
    program
      .command('run')
      .description('run a pipeline file, with a server and workers of its own where none is given'),
  )
    .argument('<file>', 'the pipeline')
    .action(async (file: string, options: Partial<LocalOptions>) => {
      const { run } = await import('../run.js');
      process.exitCode = await run(file, { ...localDefaults, ...options });
    });
}

import type { Command } from 'commander';
import { localDefaults } from '../defaults.js';
import type { RunOptions } from '../run.js';
import type { StartOptions } from '../start.js';
import { jsonOption, localOptions, sendOption, serverOptions } from './options.js';

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

  jsonOption(
    localOptions(
      program
        .command('run')
        .description('run a pipeline file, with a server and workers of its own where none is given'),
    ),
  )
    .argument('<file>', 'the pipeline')
    .action(async (file: string, options: Partial<RunOptions>) => {
      const { run } = await import('../run.js');
      process.exitCode = await run(file, { ...localDefaults, ...options });
    });

  jsonOption(
    sendOption(
      serverOptions(
        program
          .command('start')
          .description('start a run on a server that has workers, and print its id without waiting for it'),
      ),
    ),
  )
    .argument('<file>', 'the pipeline')
    .option('--task-queue <name>', 'the task queue', localDefaults.taskQueue)
    .option('--id <name>', "the run's workflow id (default: the pipeline's name and the time)")
    .action(async (file: string, options: Partial<StartOptions>) => {
      const { start } = await import('../start.js');
      process.exitCode = await start(file, { ...localDefaults, ...options });
    });
}

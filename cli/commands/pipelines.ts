import type { Command } from 'commander';
import { localDefaults } from '../defaults.js';
import type { GraphOptions } from '../graph.js';
import type { PlanOptions } from '../plan.js';
import type { RerunOptions } from '../rerun.js';
import type { FollowOptions, RunOptions } from '../run.js';
import type { ValidateOptions } from '../validate.js';
import { collect } from './values.js';
import type { StartOptions } from '../start.js';
import { jsonOption, localOptions, sendOption, serverOptions, setOption } from './options.js';

/** Commands that take a pipeline file. */
export function pipelineCommands(program: Command): void {
  jsonOption(
    setOption(program.command('validate').description('check a pipeline file; exits 3 when it is invalid')),
  )
    .argument('<file>', 'the pipeline')
    .action(async (file: string, options: ValidateOptions) => {
      const { validate } = await import('../validate.js');
      process.exitCode = await validate(file, options);
    });

  jsonOption(
    setOption(
      program
        .command('plan')
        .description(
          'show what a run of a pipeline file would do: its steps, how often, and what that takes',
        ),
    ),
  )
    .argument('<file>', 'the pipeline')
    .option('--home <folder>', 'where a local run keeps its store', localDefaults.home)
    .action(async (file: string, options: PlanOptions) => {
      const { showPlan } = await import('../plan.js');
      process.exitCode = await showPlan(file, options);
    });

  jsonOption(
    setOption(program.command('graph').description('draw the steps of a pipeline file, as Mermaid or SVG')),
  )
    .argument('<file>', 'the pipeline')
    .option('--svg <path>', 'draw them into a file')
    .action(async (file: string, options: GraphOptions) => {
      const { graph } = await import('../graph.js');
      process.exitCode = await graph(file, options);
    });

  jsonOption(
    setOption(
      localOptions(
        program
          .command('run')
          .description('run a pipeline file, with a server and workers of its own where none is given'),
      ),
    ),
  )
    .argument('<file>', 'the pipeline')
    .option('--dry-run', 'show what would run, as `plan` does, and start nothing')
    .action(async (file: string, options: Partial<RunOptions>) => {
      const { run } = await import('../run.js');
      process.exitCode = await run(file, { ...localDefaults, ...options });
    });

  jsonOption(
    setOption(
      sendOption(
        serverOptions(
          program
            .command('start')
            .description('start a run on a server that has workers, and print its id without waiting for it'),
        ),
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

  jsonOption(
    setOption(
      localOptions(
        program
          .command('rerun')
          .description('run a pipeline again from a step on; what the steps before it gave is taken over'),
      ),
    ),
  )
    .argument('<run>', 'the workflow id of the earlier run')
    .requiredOption('--from <step>', 'a step to run anew; may stand more than once', collect)
    .option(
      '--file <path>',
      'the pipeline file as it is now, in place of what the earlier run was started with',
    )
    .action(async (run: string, options: Partial<RerunOptions> & Pick<RerunOptions, 'from'>) => {
      const { rerun } = await import('../rerun.js');
      process.exitCode = await rerun(run, { ...localDefaults, ...options });
    });

  jsonOption(
    localOptions(
      program
        .command('retry')
        .description('run the parts of a run again that failed; what was done is taken over'),
    ),
  )
    .argument('<run>', 'the workflow id of the run that failed')
    .action(async (run: string, options: Partial<FollowOptions>) => {
      const { retry } = await import('../rerun.js');
      process.exitCode = await retry(run, { ...localDefaults, ...options });
    });
}

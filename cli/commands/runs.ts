import { type Command, Option } from 'commander';
import { localDefaults } from '../defaults.js';
import type { CompareOptions } from '../compare.js';
import type { ListOptions } from '../list.js';
import type { LogsOptions } from '../logs.js';
import type { StatusOptions } from '../status.js';
import { jsonOption, runOptions, serverOptions } from './options.js';
import { positive } from './values.js';

type Flags = Partial<StatusOptions>;

/** Commands about runs that a server knows. */
export function runCommands(program: Command): void {
  jsonOption(serverOptions(program.command('list').description('list the runs, the newest first')))
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        'running',
        'done',
        'failed',
        'cancelled',
        'terminated',
      ]),
    )
    .option('--pipeline <name>', 'only those of this pipeline')
    .option('--limit <count>', 'at most as many', positive, 50)
    .action(async (options: Partial<ListOptions> & { limit: number }) => {
      const { list } = await import('../list.js');
      process.exitCode = await list({ home: localDefaults.home, ...options });
    });

  runOptions(program.command('status').description('show how a run stands')).action(
    async (run: string, options: Flags) => {
      const { status } = await import('../status.js');
      process.exitCode = await status(run, { home: localDefaults.home, ...options });
    },
  );

  runOptions(
    program.command('watch').description('show a run until it ends: steps, generations and front'),
  ).action(async (run: string, options: Flags) => {
    const { watchRun } = await import('../watch-run.js');
    process.exitCode = await watchRun(run, { home: localDefaults.home, ...options });
  });

  runOptions(
    program.command('result').description('wait for the end of a run and show what came out of it'),
  ).action(async (run: string, options: Flags) => {
    const { result } = await import('../result.js');
    process.exitCode = await result(run, { home: localDefaults.home, ...options });
  });

  runOptions(
    program.command('logs').description('tell what happened in a run: steps, failures, what was tried again'),
  )
    .option('--all', 'every activity, also those that went well at once')
    .option('--workers', 'what local workers wrote about the run as well')
    .action(async (run: string, options: Partial<LogsOptions>) => {
      const { logs } = await import('../logs.js');
      process.exitCode = await logs(run, { home: localDefaults.home, ...options });
    });

  runOptions(
    program.command('cancel').description('end a run now, and wait until nothing of it runs'),
  ).action(async (run: string, options: Flags) => {
    const { cancel } = await import('../cancel.js');
    process.exitCode = await cancel(run, { home: localDefaults.home, ...options });
  });

  jsonOption(program.command('compare').description('put runs beside each other, on a page and in a table'))
    .argument('<runs...>', 'workflow ids of runs that have ended, or paths of their results.json')
    .option('--results <folder>', 'where results of runs lie', localDefaults.out)
    .option('--out <file>', 'the page to write', 'compare.html')
    .action(async (runs: readonly string[], options: CompareOptions) => {
      const { compare } = await import('../compare.js');
      process.exitCode = await compare(runs, options);
    });
}

import { type Command, Option } from 'commander';
import type { Schedule } from '../../core/pipeline/document.js';
import { localDefaults } from '../defaults.js';
import type { ApplyOptions } from '../schedule/apply.js';
import type { Change } from '../schedule/change.js';
import type { ScheduleCommandOptions } from '../schedule/list.js';
import { jsonOption, sendOption, serverOptions, setOption } from './options.js';
import { time } from './values.js';

type Flags = Partial<ScheduleCommandOptions>;

/** Commands about a server's schedules of pipelines. */
export function scheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('run pipelines at set times');

  jsonOption(
    setOption(
      sendOption(
        serverOptions(
          schedule
            .command('apply')
            .description(
              "make the server's schedule what a pipeline's `schedule` asks for; shows what changed",
            ),
        ),
      ),
    ),
  )
    .argument('<file>', 'the pipeline')
    .option('--task-queue <name>', 'the task queue', localDefaults.taskQueue)
    .option('--id <name>', "the schedule's id (default: the pipeline's name)")
    .action(async (file: string, options: Partial<ApplyOptions>) => {
      const { applySchedule } = await import('../schedule/apply.js');
      process.exitCode = await applySchedule(file, { ...localDefaults, ...options });
    });

  jsonOption(serverOptions(schedule.command('list').description('list the schedules of pipelines'))).action(
    async (options: Flags) => {
      const { listSchedules } = await import('../schedule/list.js');
      process.exitCode = await listSchedules({ home: localDefaults.home, ...options });
    },
  );

  one(schedule, 'show', 'show a schedule, its next times and its last runs').action(
    async (id: string, options: Flags) => {
      const { showSchedule } = await import('../schedule/show.js');
      process.exitCode = await showSchedule(id, { home: localDefaults.home, ...options });
    },
  );

  for (const [kind, description] of [
    ['pause', 'let nothing run until it is unpaused'],
    ['unpause', 'let runs start again'],
  ] as const) {
    one(schedule, kind, description)
      .option('--note <text>', 'why, for those who look at it')
      .action(async (id: string, options: Flags & { note?: string }) => {
        await change(id, { kind, note: options.note }, options);
      });
  }

  for (const [kind, description] of [
    ['trigger', 'start a run now'],
    ['delete', 'remove a schedule; runs that it started go on'],
  ] as const) {
    one(schedule, kind, description).action(async (id: string, options: Flags) => {
      await change(id, { kind }, options);
    });
  }

  one(schedule, 'backfill', 'start the runs of a time that has gone by')
    .requiredOption('--from <time>', 'the first time', time)
    .requiredOption('--to <time>', 'the last time', time)
    .addOption(
      new Option('--overlap <policy>', 'what happens where a run is not over when the next is due')
        .choices(['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'terminate-other', 'allow-all'])
        .default('buffer-all'),
    )
    .action(async (id: string, options: Flags & { from: Date; to: Date; overlap: Schedule['overlap'] }) => {
      const { from, to, overlap } = options;
      await change(id, { kind: 'backfill', from, to, overlap }, options);
    });
}

function one(schedule: Command, name: string, description: string): Command {
  return jsonOption(
    serverOptions(schedule.command(name).description(description).argument('<schedule>', 'its id')),
  );
}

async function change(id: string, wanted: Change, options: Flags): Promise<void> {
  const { changeSchedule } = await import('../schedule/change.js');
  process.exitCode = await changeSchedule(id, wanted, { home: localDefaults.home, ...options });
}

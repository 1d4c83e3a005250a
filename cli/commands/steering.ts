import type { Command } from 'commander';
import { localDefaults } from '../defaults.js';
import type { SteerOptions, Wish } from '../steer.js';
import { runOptions } from './options.js';
import { genome, positive } from './values.js';

type Flags = Partial<SteerOptions>;

/** Commands that ask something of a search that runs. */
export function steeringCommands(program: Command): void {
  for (const [update, description] of [
    ['pause', 'let a running search rest after the generation that runs'],
    ['resume', 'let a paused search go on'],
    ['stop', 'end a running search with what there is'],
  ] as const) {
    steering(program.command(update).description(description)).action(async (run: string, options: Flags) => {
      await steerBy(run, { update }, options);
    });
  }

  steering(program.command('extend').description('set how many generations a running search has in all'))
    .requiredOption('--generations <count>', 'generations in all', positive)
    .action(async (run: string, options: Flags & { generations: number }) => {
      await steerBy(run, { update: 'extend', generations: options.generations }, options);
    });

  steering(program.command('add').description('put a genome into the next generation of a running search'))
    .requiredOption('--genome <numbers>', 'a number a channel group, as JSON', genome)
    .action(async (run: string, options: Flags & { genome: readonly number[] }) => {
      await steerBy(run, { update: 'add', genome: options.genome }, options);
    });
}

function steering(command: Command): Command {
  return runOptions(command).option('--step <name>', 'the search, where several run');
}

async function steerBy(run: string, wish: Wish, options: Flags): Promise<void> {
  const { steer } = await import('../steer.js');
  process.exitCode = await steer(run, wish, { home: localDefaults.home, ...options });
}

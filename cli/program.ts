import { Command } from 'commander';
import { datasetCommands } from './commands/datasets.js';
import { machineCommands } from './commands/machine.js';
import { networkCommands } from './commands/networks.js';
import { pipelineCommands } from './commands/pipelines.js';
import { runCommands } from './commands/runs.js';
import { scheduleCommands } from './commands/schedules.js';
import { steeringCommands } from './commands/steering.js';

/** The tree of all commands. What a command does is loaded when it is called: help must not wait for it. */
export function createProgram(): Command {
  const program = new Command('espalier')
    .description('Fits segmentation networks onto embedded hardware, by searches that survive a crash.')
    .version('0.1.0')
    .exitOverride();
  pipelineCommands(program);
  runCommands(program);
  steeringCommands(program);
  scheduleCommands(program);
  datasetCommands(program);
  networkCommands(program);
  machineCommands(program);
  return program;
}

import type { Command } from 'commander';
import type { DatasetCheckOptions } from '../dataset-check.js';
import { jsonOption, setOption } from './options.js';
import { collect } from './values.js';

/** Commands that look at datasets; none needs a server. */
export function datasetCommands(program: Command): void {
  const dataset = program.command('dataset').description('look at the datasets of a pipeline');

  jsonOption(
    setOption(
      dataset
        .command('check')
        .description(
          "open every file of a pipeline's datasets, and name all that are missing, damaged or odd; exits 1 on an error",
        ),
    ),
  )
    .argument('<file>', 'the pipeline')
    .option('--dataset <name>', 'only this dataset; may stand more than once', collect)
    .action(async (file: string, options: Partial<DatasetCheckOptions>) => {
      const { datasetCheck } = await import('../dataset-check.js');
      process.exitCode = await datasetCheck(file, { json: false, ...options });
    });
}

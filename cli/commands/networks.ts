import { type Command, Option } from 'commander';
import type { CalibrateOptions } from '../calibrate.js';
import type { NetworkOptions } from '../network.js';
import type { PruneOptions } from '../prune.js';
import type { ScoreOptions } from '../score.js';
import { jsonOption } from './options.js';
import { amount, collect, positive, share, size } from './values.js';

/** Commands that look at networks and what they cost; none needs a server. */
export function networkCommands(program: Command): void {
  networkCommand(program);
  pruneCommand(program);
  scoreCommand(program);
  calibrateCommand(program);
}

function networkCommand(program: Command): void {
  jsonOption(program.command('network'))
    .description(
      'show a network: its cost, channel groups and what cannot be pruned; exits 3 on an invalid pipeline',
    )
    .argument('<file>', 'an ONNX file, or a pipeline')
    .option('--network <name>', 'which network of a pipeline')
    .option('--input <height>x<width>', 'size of the input, in pixels', size)
    .option('--output <name>', 'which output of an ONNX file has the class scores')
    .option(
      '--protect <pattern>',
      'layers whose channels must stay, with * and ?; may stand more than once',
      collect,
      [],
    )
    .option('--layers', 'list the layers too')
    .option('--svg <path>', 'draw the layer graph into a file')
    .action(async (file: string, options: Partial<NetworkOptions>) => {
      const { network } = await import('../network.js');
      process.exitCode = await network(file, { protect: [], layers: false, json: false, ...options });
    });
}

function pruneCommand(program: Command): void {
  jsonOption(program.command('prune'))
    .description('prune a network by a plan, or every channel group by a ratio, into an ONNX file')
    .argument('<file>', 'an ONNX file; with --weights, a pipeline')
    .requiredOption('-o, --out <path>', 'where the pruned network goes')
    .addOption(
      new Option('--plan <path>', 'the prune plan').conflicts(['ratio', 'ranking', 'protect', 'roundTo']),
    )
    .option('--ratio <share>', 'the share of channels that every group loses, from 0 to 1', share)
    .addOption(
      new Option('--ranking <criterion>', 'what tells important channels (default: l1)').choices([
        'l1',
        'l2',
        'bn-scale',
        'geometric-median',
        'random',
      ]),
    )
    .option('--protect <pattern>', 'layers whose channels must stay; may stand more than once', collect)
    .option('--round-to <channels>', 'keep channels in multiples of this (default: 1)', positive)
    .option('--save-plan <path>', 'write the plan into a file')
    .option('--input <height>x<width>', 'size of the input, in pixels', size)
    .option('--output <name>', 'which output of an ONNX file has the class scores')
    .option('--network <name>', 'which network of a pipeline')
    .option('--weights <path>', "the pipeline's network's weights, a safetensors file")
    .action(async (file: string, options: Partial<PruneOptions> & { out: string }, command: Command) => {
      if (options.plan === undefined && options.ratio === undefined) {
        command.error('error: give --plan or --ratio', { exitCode: 2 });
      }
      const { prune } = await import('../prune.js');
      process.exitCode = await prune(file, {
        ratio: 0,
        ranking: 'l1',
        protect: [],
        roundTo: 1,
        json: false,
        ...options,
      });
    });
}

function scoreCommand(program: Command): void {
  jsonOption(program.command('score'))
    .description(
      'show what a network costs on a target, in total and by layer; exits 3 on an invalid pipeline',
    )
    .requiredOption('--target <path>', 'a target file, or the name of a target of the library')
    .option('--layers <path>', 'a layer table in CSV')
    .addOption(new Option('--network <path>', 'an ONNX file, or a pipeline').conflicts('layers'))
    .addOption(new Option('--plan <path>', "the network's prune plan").conflicts('layers'))
    .addOption(new Option('--network-name <name>', 'which network of a pipeline').conflicts('layers'))
    .addOption(
      new Option('--input <height>x<width>', 'size of the input, in pixels')
        .argParser(size)
        .conflicts('layers'),
    )
    .addOption(
      new Option('--output <name>', 'which output of an ONNX file has the class scores').conflicts('layers'),
    )
    .action(async (options: Partial<ScoreOptions> & { target: string }, command: Command) => {
      if (options.layers === undefined && options.network === undefined) {
        command.error('error: give --network or --layers', { exitCode: 2 });
      }
      const { score } = await import('../score.js');
      process.exitCode = await score({ json: false, ...options });
    });
}

function calibrateCommand(program: Command): void {
  jsonOption(program.command('calibrate'))
    .description("fit a hardware model's targets to measured latencies of one network")
    .addOption(new Option('--model <name>', 'the hardware model').choices(['pe-array']).makeOptionMandatory())
    .requiredOption('--layers <path>', 'the layer table of the network that was measured, in CSV')
    .requiredOption('--measurements <path>', 'measured latencies, a design a line, in CSV')
    .requiredOption('--out <folder>', 'where the target files go')
    .addOption(
      new Option('--fit <parameters...>', 'what to fit: clock is one a design, the others are one for all')
        .choices(['clock', 'shared-clock', 'bandwidth', 'overhead'])
        .default(['clock']),
    )
    .option('--word-bits <bits>', 'bits of a weight or activation', positive, 16)
    .option('--dram-gbps <rate>', "the memory's bandwidth in gigabits a second, where it is known", amount)
    .action(async (options: Omit<CalibrateOptions, 'json'> & { json?: boolean }) => {
      const { calibrate } = await import('../calibrate.js');
      process.exitCode = await calibrate({ json: false, ...options });
    });
}

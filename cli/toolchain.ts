import { installToolchain } from '../runtime/toolchains/install.js';
import { findToolchain, toolchainNamed, TOOLCHAINS } from '../runtime/toolchains/toolchains.js';

/** Installs a toolchain that is not there yet, and returns the exit code. Ctrl-C ends pip too. */
export async function toolchainInstall(name: string): Promise<number> {
  const toolchain = toolchainNamed(name);
  const present = await findToolchain(toolchain);
  if (present !== undefined) {
    console.log(`${name} is there already: ${present.folder}`);
    return 0;
  }
  const interrupted = new AbortController();
  const stop = (): void => {
    interrupted.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    console.log(`fetching ${toolchain.packages.map(({ requirement }) => requirement).join(', ')} …`);
    const { folder } = await installToolchain(toolchain, { signal: interrupted.signal });
    console.log(`installed ${name}: ${folder}`);
    return 0;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    console.error('interrupted; nothing is left of the installation');
    return 130;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Prints a line a toolchain, or JSON, and returns the exit code. */
export async function toolchainList({ json = false } = {}): Promise<number> {
  const all = await Promise.all(
    TOOLCHAINS.map(async (toolchain) => ({ toolchain, installed: await findToolchain(toolchain) })),
  );
  if (json) {
    const rows = all.map(({ toolchain: { name, purpose, packages }, installed }) => ({
      name,
      purpose,
      packages: packages.map(({ requirement }) => requirement),
      installed: installed?.folder ?? null,
    }));
    console.log(JSON.stringify(rows, undefined, 2));
    return 0;
  }
  const width = Math.max(...TOOLCHAINS.map(({ name }) => name.length));
  for (const { toolchain, installed } of all) {
    const where = installed?.folder ?? 'not installed';
    console.log(`${toolchain.name.padEnd(width)} ${where}; ${toolchain.purpose}`);
  }
  return 0;
}

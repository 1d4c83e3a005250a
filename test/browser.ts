import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { projectRoot } from '../runtime/project.js';

const folder = join(projectRoot, '.cache/chromium');
const bundle = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../../bin');

/** The package's fonts beside the system's, which may have none: text would be boxes. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts/fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;

/**
 * Headless Chromium from the npm package @sparticuz/chromium, unpacked once into the project's cache. Where the
 * system lacks the shared libraries that Chromium needs, those that the package carries are used.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = unpackedChromium();
  const libraries = join(folder, 'al2023/lib');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--font-render-hinting=none',
    ],
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      ...(lacksLibraries(executablePath) ? { LD_LIBRARY_PATH: libraries } : {}),
    },
  });
}

function unpackedChromium(): string {
  const executable = join(folder, 'chromium');
  if (!existsSync(executable)) unpack();
  return executable;
}

/** The folder appears whole or not at all, so that test processes that start together do not disturb each other. */
function unpack(): void {
  mkdirSync(dirname(folder), { recursive: true });
  const scratch = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(scratch, 'chromium'), inflate('chromium.br'));
    chmodSync(join(scratch, 'chromium'), 0o755);
    for (const archive of ['al2023', 'fonts', 'swiftshader']) {
      const target = archive === 'swiftshader' ? scratch : join(scratch, archive);
      mkdirSync(target, { recursive: true });
      execFileSync('tar', ['-x', '--no-same-owner', '-C', target], { input: inflate(`${archive}.tar.br`) });
    }
    writeFileSync(join(scratch, 'fonts.conf'), fontConfiguration);
    renameSync(scratch, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'chromium'))) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const inflate = (file: string): Buffer => brotliDecompressSync(readFileSync(join(bundle, file)));

function lacksLibraries(executable: string): boolean {
  return execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found');
}

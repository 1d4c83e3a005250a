import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/project.js';

/** What a command says on its two outputs, and how it ends. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: unknown;
}

/** Runs the command line in a folder. */
export async function espalier(folder: string, ...words: readonly string[]): Promise<Said> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...words], {
    cwd: folder,
    env,
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const closed: unknown[] = await once(child, 'close');
  return { ...said, code: closed[0] };
}

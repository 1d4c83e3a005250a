import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EnvironmentError } from '../../core/errors.js';
import { projectRoot } from '../project.js';

export interface TemporalCli {
  readonly path: string;
  readonly from: 'ESPALIER_TEMPORAL' | 'PATH' | 'set-up';
}

/** Where to look: the process's own surroundings unless a test says otherwise. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
}

/**
 * The Temporal CLI to use: the one named by ESPALIER_TEMPORAL, else the PATH's, else the one that set-up fetched.
 * Throws an EnvironmentError `TEMPORAL_CLI_MISSING`.
 */
export function locateTemporalCli(
  { env, root }: Surroundings = { env: process.env, root: projectRoot },
): TemporalCli {
  const named = env.ESPALIER_TEMPORAL;
  if (named) {
    if (isExecutable(named)) return { path: named, from: 'ESPALIER_TEMPORAL' };
    throw new EnvironmentError(
      'TEMPORAL_CLI_MISSING',
      `ESPALIER_TEMPORAL names ${named}, which cannot be executed`,
      {
        hint: 'correct the variable, or unset it to use the Temporal CLI of the PATH or of set-up',
      },
    );
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.map((folder) => join(folder, 'temporal')).find(isExecutable);
  if (onPath !== undefined) return { path: onPath, from: 'PATH' };
  const fetched = join(root, '.cache/temporal/temporal');
  if (isExecutable(fetched)) return { path: fetched, from: 'set-up' };
  throw new EnvironmentError(
    'TEMPORAL_CLI_MISSING',
    `there is no Temporal CLI on the PATH, nor at ${fetched}`,
    {
      hint: 'run `npm run setup`, or name a Temporal CLI in ESPALIER_TEMPORAL',
    },
  );
}

/** The time-skipping test server that `npm test` fetches. Throws an EnvironmentError `TEMPORAL_TEST_SERVER_MISSING`. */
export function locateTestServer(root: string = projectRoot): string {
  const path = join(root, '.cache/temporal/temporal-test-server');
  if (isExecutable(path)) return path;
  throw new EnvironmentError('TEMPORAL_TEST_SERVER_MISSING', `there is no Temporal test server at ${path}`, {
    hint: 'run `node scripts/setup.mjs --test`',
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

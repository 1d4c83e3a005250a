import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../runtime/project.js';

const run = promisify(execFile);
const python = pythonOf('peers');
const LONGEST_MS = 10 * 60_000;

/** Where a peer is not there, what to do about it. */
export const PEERS_CURE =
  'The peers in Python are missing: make .cache/peers as test/peers/README.md says. Going on without them.';

/** Whether the environment of `test/peers/README.md` is there. */
export function hasPeers(): boolean {
  return existsSync(python);
}

const answers = new Map<string, Promise<Readonly<Record<string, number>>>>();

/**
 * Makes an environment of `.cache` for one peer from its requirements, where it is not there; undefined, or why it could
 * not be made.
 */
export async function makePeer(environment: string, requirements: string): Promise<string | undefined> {
  if (existsSync(pythonOf(environment))) return undefined;
  const folder = join(projectRoot, '.cache', environment);
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: LONGEST_MS });
    const words = ['-m', 'pip', 'install', '--quiet', '-r', join(projectRoot, 'test/peers', requirements)];
    await run(pythonOf(environment), words, { timeout: LONGEST_MS });
    return undefined;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return error instanceof Error ? error.message : String(error);
  }
}

/** `askPeer` with the Python of another environment of `.cache`, which is there. */
export function askPeerOf(
  environment: string,
  script: string,
  words: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  return ask(script, words, pythonOf(environment));
}

function pythonOf(environment: string): string {
  return join(projectRoot, '.cache', environment, 'bin/python');
}

/**
 * The numbers that a script of `test/peers` prints as a line of JSON, each question asked once a run; undefined without
 * its environment.
 */
export async function askPeer(
  script: string,
  words: readonly string[],
): Promise<Readonly<Record<string, number>> | undefined> {
  if (!hasPeers()) return undefined;
  const question = [script, ...words].join(' ');
  const answer = answers.get(question) ?? ask(script, words);
  answers.set(question, answer);
  return answer;
}

async function ask(
  script: string,
  words: readonly string[],
  interpreter = python,
): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await run(interpreter, [join(projectRoot, 'test/peers', script), ...words], {
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 24,
  });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null) throw new Error(`${script} printed ${line}`);
  const numbers = Object.entries(answer).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return Object.fromEntries(numbers);
}

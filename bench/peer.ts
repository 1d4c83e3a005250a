import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../runtime/project.js';

const run = promisify(execFile);
const LONGEST_MS = 10 * 60_000;

/** An environment of `test/peers/README.md`, by its folder below `.cache`. */
export type PeerName = 'peers' | 'pymoo' | 'scalesim';

const PEERS: readonly PeerName[] = ['peers', 'pymoo', 'scalesim'];

/** What a script of `test/peers` prints: a line of JSON. */
export type PeerAnswer = Readonly<Record<string, unknown>>;

/** The environments that are not there. */
export function missingPeers(): readonly PeerName[] {
  return PEERS.filter((peer) => !existsSync(pythonOf(peer)));
}

const answers = new Map<string, Promise<PeerAnswer>>();

/** What a script says, each question asked once a run; undefined without its environment. */
export async function askPeer(
  peer: PeerName,
  script: string,
  words: readonly string[],
): Promise<PeerAnswer | undefined> {
  if (!existsSync(pythonOf(peer))) return undefined;
  const question = [script, ...words].join(' ');
  const answer = answers.get(question) ?? ask(pythonOf(peer), script, words);
  answers.set(question, answer);
  return answer;
}

export function numberOf(answer: PeerAnswer, key: string): number {
  const value = answer[key];
  if (typeof value === 'number') return value;
  throw new Error(`The peer gives no number ${key}.`);
}

export function numbersOf(answer: PeerAnswer, key: string): readonly number[] {
  const value = answer[key];
  if (Array.isArray(value)) return value.map(Number);
  throw new Error(`The peer gives no list of ${key}.`);
}

function pythonOf(peer: PeerName): string {
  return join(projectRoot, '.cache', peer, 'bin/python');
}

async function ask(python: string, script: string, words: readonly string[]): Promise<PeerAnswer> {
  const { stdout } = await run(python, [join(projectRoot, 'test/peers', script), ...words], {
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 24,
    // One thread for both sides.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null) throw new Error(`${script} printed ${line}`);
  return { ...answer };
}

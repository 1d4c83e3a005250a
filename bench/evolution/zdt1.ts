import { fileURLToPath } from 'node:url';
import { problemNamed, solve, usualSettings } from '../../test/core/evolution/problems/solve.js';
import { numbersOf, pymoo } from './peer.js';
import { least, timed } from './timing.js';

/**
 * ZDT1, population 100, 250 generations, in milliseconds: ours from a cold process and once it is warm, beside pymoo's.
 * Each is the least of several runs, which a machine that is busy with something else disturbs the least.
 */
export function zdt1() {
  const problem = problemNamed('zdt1');
  const run = (seed: number) => solve(problem, usualSettings(problem, seed), 250);
  const cold = timed(1, () => run(1));
  const rounds = Array.from({ length: 3 }, () => ({
    ours: timed(10, (seed) => run(1 + seed)),
    theirs: pymoo('pymoo_zdt1.py', '--repeats', '3'),
  }));
  const ours = (key: 'wallMs' | 'cpuMs') => least(rounds.flatMap((round) => round.ours[key]));
  const theirs = (key: 'wallMs' | 'cpuMs') => least(rounds.flatMap((round) => numbersOf(round.theirs, key)));
  return {
    coldMs: cold.wallMs[0],
    ms: ours('wallMs'),
    cpuMs: ours('cpuMs'),
    pymoo: { ms: theirs('wallMs'), cpuMs: theirs('cpuMs'), compiled: rounds[0].theirs.compiled },
    timesFaster: theirs('wallMs') / ours('wallMs'),
    timesLessCpu: theirs('cpuMs') / ours('cpuMs'),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(zdt1()));

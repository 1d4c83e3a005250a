import { problemNamed, solve, usualSettings } from '../../test/core/evolution/problems/solve.js';
import type { Benchmark } from '../benchmark.js';
import { askPeer, numbersOf } from '../peer.js';
import { formatMs, least, leastMs } from '../timing.js';

export const zdt1: Benchmark = {
  name: 'zdt1',
  about: 'NSGA-II on ZDT1, population 100, 250 generations',
  async run() {
    const problem = problemNamed('zdt1');
    let seed = 0;
    const [ours] = await leastMs([() => solve(problem, usualSettings(problem, ++seed), 250)], { turns: 10 });
    const peer = await askPeer('pymoo', 'pymoo_zdt1.py', ['--repeats', '3']);
    const theirs = peer === undefined ? undefined : least(numbersOf(peer, 'wallMs'));
    return [
      {
        what: 'NSGA-II on ZDT1, 250 generations of 100',
        ours: formatMs(ours),
        against: theirs === undefined ? 'no peer' : `pymoo: ${formatMs(theirs)}`,
        ratio: theirs && ours / theirs,
        limit: 1 / 20,
      },
    ];
  },
};

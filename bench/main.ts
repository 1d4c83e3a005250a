import { availableParallelism, loadavg } from 'node:os';
import Table from 'cli-table3';
import { type Benchmark, type Finding, keepsPromise } from './benchmark.js';
import { convergence } from './evolution/convergence.js';
import { hypervolumes } from './evolution/hypervolume.js';
import { nsga3 } from './evolution/nsga3.js';
import { sorting } from './evolution/sorting.js';
import { zdt1 } from './evolution/zdt1.js';
import { fullScale } from './full-scale.js';
import { groups } from './groups.js';
import { help } from './help.js';
import { validate } from './validate.js';
import { importing } from './import.js';
import { orchestration } from './orchestration/orchestration.js';
import { missingPeers } from './peer.js';
import { scoring } from './scoring.js';
import { reading } from './reading.js';
import { random } from './search/random.js';
import { stages } from './search/stages.js';
import { slicing } from './slicing.js';

const BENCHMARKS: readonly Benchmark[] = [
  help,
  validate,
  importing,
  groups,
  slicing,
  scoring,
  zdt1,
  sorting,
  hypervolumes,
  convergence,
  nsga3,
  stages,
  random,
  reading,
  orchestration,
  fullScale,
];

/** Runs the benchmarks that are named, or all, and prints a table. Exits 1 where a promise is not kept. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    console.error(`no benchmark '${unknown}'; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  for (const peer of missingPeers()) {
    console.error(`Going on without .cache/${peer}, which test/peers/README.md says how to make.`);
  }
  const [load, processors] = [loadavg()[0], availableParallelism()];
  if (load > processors / 2) {
    console.error(
      `The machine is busy (load ${load.toFixed(1)} on ${processors} processors): times will be too long.`,
    );
  }
  const table = new Table({
    head: ['benchmark', 'espalier', 'against', 'ratio', 'limit', ''],
    style: { head: [], border: [] },
  });
  let kept = true;
  for (const benchmark of BENCHMARKS) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    console.error(`${benchmark.name}: ${benchmark.about} …`);
    for (const finding of await benchmark.run()) {
      table.push(row(finding));
      kept &&= keepsPromise(finding) !== false;
    }
  }
  console.log(table.toString());
  return kept ? 0 : 1;
}

function row(finding: Finding): string[] {
  const { what, ours, against, ratio, limit } = finding;
  const kept = keepsPromise(finding);
  const mark = kept === undefined ? '' : kept ? '✔' : '✘';
  return [
    what,
    ours,
    against,
    ratio?.toFixed(ratio < 0.1 ? 3 : 2) ?? '',
    limit === undefined ? '' : String(Number(limit.toPrecision(3))),
    mark,
  ];
}

process.exitCode = await main(process.argv.slice(2));

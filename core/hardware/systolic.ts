import type { LayerRow } from '../network/table.js';
import type { CycleCost } from './estimate.js';
import {
  inputWords,
  multiplies,
  operandWords,
  outputWords,
  productOf,
  utilisationOf,
  type Product,
  rowWeights,
} from './row-words.js';
import type { Dataflow, SystolicTarget } from './target.js';

/**
 * Cost of rows on a systolic array of R x C multiply-accumulate units, for the matrix product of M pixels, K values to
 * sum and N filters that a convolution comes to. Cycles without stalls are SCALE-Sim's (Samajdar et al. 2020), to the
 * cycle:
 *
 * - weight stationary: ceil(K/R) ceil(N/C) (2R + C + M - 2) - 1
 * - output stationary: ceil(M/R) ceil(N/C) (K + R + C - 2) - 1
 * - input stationary: ceil(K/R) ceil(M/C) (2R + C + N - 2) - 1
 *
 * The DRAM works behind double buffers, and a layer takes the longer of the two. An operand whose memory holds it is
 * moved once, another as often as the folds of the array ask for it. Rows that do not multiply read and write once; where
 * the target has no DRAM bandwidth they are free.
 */
export function systolicModel(target: SystolicTarget): (row: LayerRow) => CycleCost {
  const { array, clockMhz, wordBits, dramGbps, dataflow } = target;
  const bytes = wordBits / 8;
  const cyclesPerWord = dramGbps === undefined ? 0 : (wordBits * clockMhz) / (dramGbps * 1000);
  return (row) => {
    const work = multiplies(row) ? multiply(target, row) : move(row);
    const memory = Math.ceil(work.dramWords * cyclesPerWord);
    const cycles = Math.max(work.cycles, memory);
    return {
      cycles,
      latencyMs: cycles / (clockMhz * 1000),
      bound: memory > work.cycles || !multiplies(row) ? 'memory' : 'compute',
      utilisation: utilisationOf(row, cycles * array.height * array.width),
      dramBytes: work.dramWords * bytes,
      sramBytes: work.sramWords * bytes,
    };
  };

  function multiply({ sramKiB }: SystolicTarget, row: LayerRow): Work {
    const product = productOf(row);
    const folds = foldsOf(product, dataflow, array);
    const traffic = trafficOf(product, dataflow, folds, capacities(sramKiB, wordBits));
    const { count } = product;
    const inputs = Math.min(inputWords(row), count * product.pixels * product.reduction);
    return {
      cycles: count * (folds.rows * folds.columns * foldCycles(product, dataflow, array) - 1),
      dramWords:
        inputs * traffic.inputs +
        rowWeights(row) * traffic.weights +
        outputWords(row) * traffic.outputs +
        operandWords(row),
      sramWords: count * folds.rows * folds.columns * foldWords(product, dataflow, array),
    };
  }
}

interface Work {
  readonly cycles: number;
  readonly dramWords: number;
  readonly sramWords: number;
}

interface Folds {
  readonly rows: number;
  readonly columns: number;
}

type ArraySize = SystolicTarget['array'];

function move(row: LayerRow): Work {
  const words = inputWords(row) + outputWords(row);
  return { cycles: 0, dramWords: words, sramWords: words };
}

function foldsOf({ pixels, reduction, filters }: Product, dataflow: Dataflow, array: ArraySize): Folds {
  const [down, across] = {
    os: [pixels, filters],
    ws: [reduction, filters],
    is: [reduction, pixels],
  }[dataflow];
  return { rows: Math.ceil(down / array.height), columns: Math.ceil(across / array.width) };
}

function foldCycles({ pixels, reduction, filters }: Product, dataflow: Dataflow, array: ArraySize): number {
  const { height: R, width: C } = array;
  switch (dataflow) {
    case 'os':
      return reduction + R + C - 2;
    case 'ws':
      return 2 * R + C + pixels - 2;
    case 'is':
      return 2 * R + C + filters - 2;
  }
}

/** Words that enter and leave the array in a fold: what stays, what streams past it, and partial sums both ways. */
function foldWords({ pixels, reduction, filters }: Product, dataflow: Dataflow, array: ArraySize): number {
  const { height: R, width: C } = array;
  switch (dataflow) {
    case 'os':
      return reduction * (R + C) + R * C;
    case 'ws':
      return R * C + pixels * (R + 2 * C);
    case 'is':
      return R * C + filters * (R + 2 * C);
  }
}

/** How often each operand passes DRAM. */
interface Traffic {
  readonly inputs: number;
  readonly weights: number;
  readonly outputs: number;
}

/** Words that a half of each double-buffered memory holds. */
interface Capacities {
  readonly ifmap: number;
  readonly filter: number;
  readonly ofmap: number;
}

function capacities(sramKiB: SystolicTarget['sramKiB'], wordBits: number): Capacities {
  if (sramKiB === undefined) return { ifmap: Infinity, filter: Infinity, ofmap: Infinity };
  const words = (kib: number) => (kib * 1024 * 8) / wordBits / 2;
  return { ifmap: words(sramKiB.ifmap), filter: words(sramKiB.filter), ofmap: words(sramKiB.ofmap) };
}

function trafficOf(product: Product, dataflow: Dataflow, folds: Folds, holds: Capacities): Traffic {
  const { pixels, reduction, filters } = product;
  const inputs = pixels * reduction <= holds.ifmap ? 1 : folds.columns;
  const weights = reduction * filters <= holds.filter ? 1 : folds.columns;
  // Partial sums that do not fit are written and read again for each further fold of the reduction.
  const outputs = pixels * filters <= holds.ofmap ? 1 : 2 * folds.rows - 1;
  switch (dataflow) {
    case 'os':
      return { inputs, weights: reduction * filters <= holds.filter ? 1 : folds.rows, outputs: 1 };
    case 'ws':
      return { inputs, weights: 1, outputs };
    case 'is':
      return { inputs: 1, weights, outputs };
  }
}

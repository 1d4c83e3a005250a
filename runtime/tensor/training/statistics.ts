import { parameterName, type BatchNormLayer } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import type { NativeTensor, Scope } from './native.js';
import type { Statistics } from './program.js';

/** The running statistics of all batch norms. Layers that share parameters move the same ones. */
export class RunningStatistics {
  private readonly byName = new Map<string, Statistics>();

  constructor(
    private readonly weights: Weights,
    private readonly owner: Scope,
  ) {}

  /** Throws a NetworkError `WEIGHTS_MISSING`. */
  of(layer: BatchNormLayer): Statistics {
    const [mean, variance] = namesOf(layer);
    const known = this.byName.get(mean);
    if (known !== undefined) return known;
    const tensor = (name: string): NativeTensor => {
      const { shape, data } = weightOf(this.weights, name);
      return this.owner.floats(data.slice(), shape);
    };
    const statistics = { mean: tensor(mean), variance: tensor(variance), owner: this.owner };
    this.byName.set(mean, statistics);
    return statistics;
  }

  /** What a layer's are now, by their names. */
  read(layer: BatchNormLayer): readonly (readonly [name: string, values: Tensor])[] {
    const [mean, variance] = namesOf(layer);
    const statistics = this.of(layer);
    const tensor = (part: NativeTensor): Tensor => ({ shape: part.shape, data: this.owner.read(part) });
    return [
      [mean, tensor(statistics.mean)],
      [variance, tensor(statistics.variance)],
    ];
  }
}

function namesOf(layer: BatchNormLayer): readonly [mean: string, variance: string] {
  return [parameterName(layer, 'running_mean'), parameterName(layer, 'running_var')];
}

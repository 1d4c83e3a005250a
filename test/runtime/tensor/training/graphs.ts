import type { BatchNormLayer, Layer, Network } from '../../../../core/network/layer.js';
import { parameterShapes } from '../../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../../core/network/weights.js';
import { Random } from '../../../../core/random.js';
import { conv } from './tiny.js';

export const IMAGE: Layer = { kind: 'input', name: 'image', inputs: [], channels: 3, height: 8, width: 8 };
export const batchNorm = (name: string, input: string): BatchNormLayer => ({
  kind: 'batchnorm',
  name,
  inputs: [input],
  epsilon: 1e-3,
});
const none = { top: 0, left: 0, bottom: 0, right: 0 };

/** A U-Net of one level: down by pooling, up by a transposed convolution, and a skip. */
export const U_NET: Network = {
  layers: [
    IMAGE,
    conv('down', 'image', 4, { bias: true }),
    { kind: 'prelu', name: 'down.act', inputs: ['down'] },
    {
      kind: 'averagepool',
      name: 'pool',
      inputs: ['down.act'],
      kernel: [2, 2],
      stride: [2, 2],
      padding: none,
      countPadding: false,
    },
    conv('bottom', 'pool', 6),
    batchNorm('bottom.bn', 'bottom'),
    { kind: 'activation', name: 'bottom.act', inputs: ['bottom.bn'], function: { name: 'hardswish' } },
    {
      kind: 'convtranspose',
      name: 'up',
      inputs: ['bottom.act'],
      outChannels: 4,
      kernel: [2, 2],
      stride: [2, 2],
      dilation: [1, 1],
      padding: none,
      outputPadding: [0, 0],
      groups: 2,
      bias: true,
    },
    { kind: 'concat', name: 'skip', inputs: ['up', 'down.act'] },
    conv('classifier', 'skip', 3, { bias: true }),
    { kind: 'argmax', name: 'labels', inputs: ['classifier'] },
  ],
  output: 'classifier',
  delivers: 'labels',
};

/** Squeeze and excitation: a gate of one value a channel. */
export const SQUEEZE: Network = {
  layers: [
    IMAGE,
    conv('stem', 'image', 4),
    { kind: 'globalaveragepool', name: 'mean', inputs: ['stem'] },
    conv('less', 'mean', 2, { kernel: [1, 1], padding: none, bias: true }),
    { kind: 'activation', name: 'less.act', inputs: ['less'], function: { name: 'leakyrelu', slope: 0.25 } },
    conv('more', 'less.act', 4, { kernel: [1, 1], padding: none, bias: true }),
    { kind: 'activation', name: 'gate', inputs: ['more'], function: { name: 'sigmoid' } },
    { kind: 'mul', name: 'gated', inputs: ['stem', 'gate'] },
    conv('classifier', 'gated', 3, { bias: true }),
  ],
  output: 'classifier',
};

/** One convolution and one batch norm on two inputs, and the half of its channels once more. */
export const SHARED: Network = {
  layers: [
    IMAGE,
    conv('first', 'image', 4),
    conv('twice', 'first', 4, { bias: true }),
    batchNorm('bn', 'twice'),
    { kind: 'activation', name: 'act', inputs: ['bn'], function: { name: 'tanh' } },
    conv('again', 'act', 4, { bias: true, shares: 'twice' }),
    { ...batchNorm('bn.again', 'again'), shares: 'bn' },
    { kind: 'select', name: 'half', inputs: ['bn.again'], indices: [3, 0, 3] },
    { kind: 'softmax', name: 'shares', inputs: ['half'] },
  ],
  output: 'shares',
};

/** Constants that are read by arithmetic, by a concat and by a convolution. */
export const CONSTANTS: Network = {
  layers: [
    IMAGE,
    { kind: 'constant', name: 'offset', inputs: [], channels: 3, height: 1, width: 1 },
    { kind: 'constant', name: 'places', inputs: [], channels: 2, height: 8, width: 8 },
    { kind: 'sub', name: 'centred', inputs: ['image', 'offset'] },
    { kind: 'concat', name: 'placed', inputs: ['centred', 'places'] },
    conv('mixed', 'placed', 3),
    conv('alone', 'places', 3),
    { kind: 'div', name: 'quotient', inputs: ['mixed', 'offset'] },
    { kind: 'add', name: 'sum', inputs: ['quotient', 'alone'] },
  ],
  output: 'sum',
};

export const NETWORKS = { U_NET, SQUEEZE, SHARED, CONSTANTS };

/** Every parameter drawn, variances and divisors away from 0. */
export function weightsOf(network: Network): Weights {
  const random = Random.fromSeed(3);
  return new Map(
    [...parameterShapes(network)].map(([name, shape]): [string, Tensor] => {
      const length = shape.reduce((product, size) => product * size, 1);
      const keepAway = name.endsWith('running_var') || name.startsWith('offset');
      const data = Float32Array.from({ length }, () => random.normal() / 2);
      return [name, { shape, data: keepAway ? data.map((value) => Math.abs(value) + 0.5) : data }];
    }),
  );
}

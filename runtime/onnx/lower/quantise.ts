import type { ConvLayer } from '../../../core/network/layer.js';
import type { Tensor } from '../../../core/network/weights.js';
import type { LoweringContext } from './context.js';

/** A real number r is held as the word round(r / scale) + zeroPoint, 8 bits with a sign. */
export interface ActivationScale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** A convolution's parameters in words, with a scale for each output channel and a zero point of 0. */
export interface QuantisedFilters {
  readonly weight: {
    readonly shape: readonly number[];
    readonly words: Int8Array;
    readonly scales: Float32Array;
  };
  readonly bias?: { readonly words: Int32Array; readonly scales: Float32Array };
}

/** What is held in words: the outputs of some layers, the parameters of some convolutions. */
export interface Quantisation {
  readonly activations: ReadonlyMap<string, ActivationScale>;
  readonly filters: ReadonlyMap<string, QuantisedFilters>;
}

/** Writes the value `input` in words and back, into the value `output`: QuantizeLinear and DequantizeLinear. */
export function lowerWords(
  { graph }: Pick<LoweringContext, 'graph'>,
  layer: string,
  { scale, zeroPoint }: ActivationScale,
  input: string,
  output: string,
): void {
  const scaling = [
    graph.floats(`${layer}.scale`, { shape: [], data: Float32Array.of(scale) }),
    graph.constant(`${layer}.zero`, { type: 'int8', shape: [], data: [zeroPoint] }),
  ];
  const words = graph.node('QuantizeLinear', [input, ...scaling], graph.fresh(`${layer}.words`));
  graph.node('DequantizeLinear', [words, ...scaling], output);
}

/** The values of a convolution's parameters, made of words by DequantizeLinear, channel by channel. */
export function lowerFilters(
  { graph }: Pick<LoweringContext, 'graph'>,
  { name }: Pick<ConvLayer, 'name'>,
  { weight, bias }: QuantisedFilters,
): string[] {
  const scales = (parameter: string, data: Float32Array): string =>
    graph.floats(`${name}.${parameter}.scale`, scalesTensor(data));
  const values = [
    graph.node(
      'DequantizeLinear',
      [
        graph.constant(`${name}.weight.words`, {
          type: 'int8',
          shape: weight.shape,
          data: [...weight.words],
        }),
        scales('weight', weight.scales),
        graph.constant(`${name}.weight.zero`, zeros('int8', weight.scales.length)),
      ],
      graph.fresh(`${name}.weight`),
      { axis: 0 },
    ),
  ];
  if (bias === undefined) return values;
  const words = { type: 'int32', shape: [bias.words.length], data: [...bias.words] } as const;
  const inputs = [
    graph.constant(`${name}.bias.words`, words),
    scales('bias', bias.scales),
    graph.constant(`${name}.bias.zero`, zeros('int32', bias.scales.length)),
  ];
  return [...values, graph.node('DequantizeLinear', inputs, graph.fresh(`${name}.bias`), { axis: 0 })];
}

function scalesTensor(data: Float32Array): Tensor {
  return { shape: [data.length], data };
}

function zeros<T extends 'int8' | 'int32'>(type: T, count: number) {
  return { type, shape: [count], data: Array.from({ length: count }, () => 0) } as const;
}

import type {
  AveragePoolLayer,
  BatchNormLayer,
  ConvLayer,
  ConvTransposeLayer,
  MaxPoolLayer,
} from '../../../core/network/layer.js';
import { BATCH_NORM_PARAMETERS } from '../../../core/network/parameters.js';
import { type LoweringContext, parameter } from './context.js';
import { lowerFilters } from './quantise.js';

export function lowerConv(
  context: LoweringContext,
  layer: ConvLayer | ConvTransposeLayer,
  input: string,
  output: string,
): void {
  const names = layer.bias ? ['weight', 'bias'] : ['weight'];
  const filters = context.quantisation?.filters.get(layer.name);
  const parameters =
    filters === undefined
      ? names.map((name) => parameter(context, layer, name))
      : lowerFilters(context, layer, filters);
  const attributes = { ...windowAttributes(layer), dilations: layer.dilation, group: layer.groups };
  if (layer.kind === 'conv') {
    context.graph.node('Conv', [input, ...parameters], output, attributes);
    return;
  }
  context.graph.node('ConvTranspose', [input, ...parameters], output, {
    ...attributes,
    output_padding: layer.outputPadding,
  });
}

export function lowerBatchNorm(
  context: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
): void {
  const parameters = BATCH_NORM_PARAMETERS.map((name) => parameter(context, layer, name));
  const epsilon = { float: layer.epsilon };
  context.graph.node('BatchNormalization', [input, ...parameters], output, { epsilon });
}

export function lowerPool(
  { graph }: LoweringContext,
  layer: MaxPoolLayer | AveragePoolLayer,
  input: string,
  output: string,
): void {
  if (layer.kind === 'maxpool') {
    graph.node('MaxPool', [input], output, windowAttributes(layer));
    return;
  }
  const counted = { count_include_pad: layer.countPadding ? 1 : 0 };
  graph.node('AveragePool', [input], output, { ...windowAttributes(layer), ...counted });
}

type Window = Pick<ConvLayer, 'kernel' | 'stride' | 'padding'>;

function windowAttributes({ kernel, stride, padding }: Window) {
  return {
    kernel_shape: kernel,
    strides: stride,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
  };
}

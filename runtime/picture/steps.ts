import type { ConvLayer, ConvTransposeLayer, Layer, Pair } from '../../core/network/layer.js';

/** What a chain of layers does, for people: `conv 3×3 /2 · bn · relu`. A stride stands behind `/`. */
export function stepsText(layers: readonly Layer[], inChannels: number | undefined): string {
  return layers.map((layer) => stepText(layer, inChannels)).join(' · ');
}

function stepText(layer: Layer, inChannels: number | undefined): string {
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose':
      return convText(layer, inChannels);
    case 'batchnorm':
      return 'bn';
    case 'activation':
      return layer.function.name;
    case 'maxpool':
      return `max pool ${sizeText(layer.kernel)}${strideText(layer.stride)}`;
    case 'averagepool':
      return `average pool ${sizeText(layer.kernel)}${strideText(layer.stride)}`;
    case 'globalaveragepool':
      return 'global average pool';
    case 'resize':
      return `resize ${layer.interpolation.mode}`;
    case 'select':
      return 'select channels';
    case 'opaque':
      return [...new Set(layer.nodes.map(({ operator }) => operator))].join(' · ');
    default:
      return layer.kind;
  }
}

function convText(layer: ConvLayer | ConvTransposeLayer, inChannels: number | undefined): string {
  const depthwise = layer.groups > 1 && layer.groups === inChannels;
  return [
    depthwise ? 'depthwise' : layer.kind === 'conv' ? 'conv' : 'transposed conv',
    `${sizeText(layer.kernel)}${strideText(layer.stride)}`,
    ...(layer.dilation.some((rate) => rate > 1) ? [`dilation ${pairText(layer.dilation)}`] : []),
    ...(layer.groups > 1 && !depthwise ? [`in ${layer.groups} groups`] : []),
  ].join(' ');
}

function sizeText([height, width]: Pair): string {
  return `${height}×${width}`;
}

function strideText(stride: Pair): string {
  return stride.some((step) => step > 1) ? ` /${pairText(stride)}` : '';
}

function pairText([height, width]: Pair): string {
  return height === width ? String(height) : `${height},${width}`;
}

import type { ConvLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, isZero } from '../attributes.js';
import type { Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { plainConvolution, pointwiseConvolution, type Convolution, type Geometry } from './convolution.js';
import { depthwiseConvolution, isDepthwise } from './depthwise.js';
import { dilatedConvolution } from './dilated.js';
import { groupedConvolution } from './grouped.js';
import { trimmedConvolution } from './trimmed.js';

/** A convolution with any kernel, stride, dilation, padding and groups, with or without bias. */
export function convProgram(layer: ConvLayer, surroundings: Surroundings): LayerProgram {
  const convolution = chooseConvolution(layer, surroundings);
  return {
    parameterNames: layer.bias ? ['weight', 'bias'] : ['weight'],
    forward: (scope, [x], [weight, bias]) => {
      const product = convolution.forward(scope, x, weight);
      const output = layer.bias ? scope.run('BiasAdd', FLOAT_T, [product, bias]) : product;
      if (layer.bias) scope.free(product);
      return {
        output,
        backward: (inner, dy, [wantInput]) => {
          const gradients = convolution.gradients(inner, x, weight, dy, wantInput);
          const biasGradient = layer.bias ? [inner.run('BiasAddGrad', FLOAT_T, [dy])] : [];
          return { inputs: [gradients.input], parameters: [gradients.kernel, ...biasGradient] };
        },
      };
    },
  };
}

function chooseConvolution(
  layer: ConvLayer,
  { batch, inputs, output, constants }: Surroundings,
): Convolution {
  const [{ channels, height, width }] = inputs;
  const geometry: Geometry = {
    batch,
    inChannels: channels,
    outChannels: layer.outChannels,
    input: [height, width],
    output: [output.height, output.width],
    kernel: layer.kernel,
    stride: layer.stride,
    dilation: layer.dilation,
    padding: layer.padding,
  };
  if (isDepthwise(layer, channels)) return depthwiseConvolution(geometry, constants);
  if (layer.groups > 1) return groupedConvolution(geometry, layer.groups, constants, ungrouped);
  return ungrouped(geometry, constants);
}

function ungrouped(geometry: Geometry, constants: Scope): Convolution {
  return trimmedConvolution(geometry, constants, (rest, scope) => {
    if (Math.max(...rest.dilation) > 1) return dilatedConvolution(rest, scope);
    const isPointwise = Math.max(...rest.kernel, ...rest.stride) === 1 && isZero(rest.padding);
    return isPointwise ? pointwiseConvolution(rest, scope) : plainConvolution(rest, scope);
  });
}

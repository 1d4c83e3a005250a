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
export function convProgram(
  layer: ConvLayer,
  { batch, inputs, output, constants }: Surroundings,
): LayerProgram {
  const [{ channels, height, width }] = inputs;
  const { outChannels, kernel, stride, dilation, padding } = layer;
  const geometry: Geometry = {
    batch,
    inChannels: channels,
    outChannels,
    input: [height, width],
    output: [output.height, output.width],
    kernel,
    stride,
    dilation,
    padding,
  };
  return convolutionProgram(chooseConvolution(geometry, layer.groups, constants), layer.bias);
}

/** A convolution as a layer, with a bias behind it or without. */
export function convolutionProgram(convolution: Convolution, hasBias: boolean): LayerProgram {
  return {
    parameterNames: hasBias ? ['weight', 'bias'] : ['weight'],
    forward: (scope, [x], [weight, bias]) => {
      const product = convolution.forward(scope, x, weight);
      const output = hasBias ? scope.run('BiasAdd', FLOAT_T, [product, bias]) : product;
      if (hasBias) scope.free(product);
      return {
        output,
        backward: (inner, dy, [wantInput]) => ({
          inputs: [wantInput ? convolution.inputGradient(inner, weight, dy) : undefined],
          parameters: [
            convolution.kernelGradient(inner, x, dy),
            ...(hasBias ? [inner.run('BiasAddGrad', FLOAT_T, [dy])] : []),
          ],
        }),
      };
    },
  };
}

/** The kernels for a convolution; `geometry` has the channels of all groups. */
export function chooseConvolution(geometry: Geometry, groups: number, constants: Scope): Convolution {
  if (isDepthwise(geometry, groups)) return depthwiseConvolution(geometry, constants);
  if (groups > 1) return groupedConvolution(geometry, groups, constants, ungrouped);
  return ungrouped(geometry, constants);
}

function ungrouped(geometry: Geometry, constants: Scope): Convolution {
  return trimmedConvolution(geometry, constants, (rest, scope) => {
    if (Math.max(...rest.dilation) > 1) return dilatedConvolution(rest, scope);
    const isPointwise = Math.max(...rest.kernel, ...rest.stride) === 1 && isZero(rest.padding);
    return isPointwise ? pointwiseConvolution(rest, scope) : plainConvolution(rest, scope);
  });
}

import type { ConvTransposeLayer, Pair } from '../../../../core/network/layer.js';
import type { NativeTensor, Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { chooseConvolution, convolutionProgram } from './conv.js';
import type { Convolution, Geometry } from './convolution.js';
import { filling, type Filling } from './padding.js';

/**
 * A transposed convolution: the input's gradient of the convolution that leads from its output back to its input. That
 * one's forward pass and kernel gradient are the gradients here, and its HWIO kernel is the HWOI one here.
 */
export function convTransposeProgram(
  layer: ConvTransposeLayer,
  { batch, inputs, output, constants }: Surroundings,
): LayerProgram {
  const [{ channels, height, width }] = inputs;
  const { kernel, stride, dilation, padding } = layer;
  const beyond = outOfReach(layer);
  const reached: Pair = [output.height - beyond[0], output.width - beyond[1]];
  const geometry: Geometry = {
    batch,
    inChannels: layer.outChannels,
    outChannels: channels,
    input: reached,
    output: [height, width],
    kernel,
    stride,
    dilation,
    padding,
  };
  const transposed = transpose(chooseConvolution(geometry, layer.groups, constants));
  const margin = { top: 0, left: 0, bottom: beyond[0], right: beyond[1] };
  const shape = { channels: layer.outChannels, height: reached[0], width: reached[1] };
  return convolutionProgram(extend(transposed, filling(batch, shape, margin, constants)), layer.bias);
}

function transpose(convolution: Convolution): Convolution {
  return {
    forward: (scope, x, kernel) => convolution.inputGradient(scope, kernel, x),
    inputGradient: (scope, kernel, dy) => convolution.forward(scope, dy, kernel),
    kernelGradient: (scope, x, dy) => convolution.kernelGradient(scope, dy, x),
  };
}

/** Rows and columns at the end that no kernel reaches: output padding of a whole stride or more. */
function outOfReach({ stride, outputPadding }: ConvTransposeLayer): Pair {
  return [Math.max(0, outputPadding[0] - stride[0] + 1), Math.max(0, outputPadding[1] - stride[1] + 1)];
}

/** With zeros at the output's end. */
function extend(convolution: Convolution, { fill, cut }: Filling): Convolution {
  const within = (
    scope: Scope,
    dy: NativeTensor,
    work: (reached: NativeTensor) => NativeTensor,
  ): NativeTensor => {
    const reached = cut(scope, dy);
    const result = work(reached);
    scope.free(reached);
    return result;
  };
  return {
    forward: (scope, x, kernel) => {
      const reached = convolution.forward(scope, x, kernel);
      const y = fill(scope, reached);
      scope.free(reached);
      return y;
    },
    inputGradient: (scope, kernel, dy) =>
      within(scope, dy, (reached) => convolution.inputGradient(scope, kernel, reached)),
    kernelGradient: (scope, x, dy) =>
      within(scope, dy, (reached) => convolution.kernelGradient(scope, x, reached)),
  };
}

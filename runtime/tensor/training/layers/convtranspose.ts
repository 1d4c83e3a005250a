import type { ConvTransposeLayer, Padding } from '../../../../core/network/layer.js';
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
  const { kernel, stride, dilation } = layer;
  const { padding, margin } = separated(layer);
  const reached = {
    channels: layer.outChannels,
    height: output.height - margin.bottom,
    width: output.width - margin.right,
  };
  const geometry: Geometry = {
    batch,
    inChannels: layer.outChannels,
    outChannels: channels,
    input: [reached.height, reached.width],
    output: [height, width],
    kernel,
    stride,
    dilation,
    padding,
  };
  const transposed = transpose(chooseConvolution(geometry, layer.groups, constants));
  return convolutionProgram(extend(transposed, filling(batch, reached, margin, constants)), layer.bias);
}

function transpose(convolution: Convolution): Convolution {
  return {
    forward: (scope, x, kernel) => convolution.inputGradient(scope, kernel, x),
    inputGradient: (scope, kernel, dy) => convolution.forward(scope, dy, kernel),
    kernelGradient: (scope, x, dy) => convolution.kernelGradient(scope, dy, x),
  };
}

/** At the output's end, padding cuts off and output padding adds: what is left of either. No kernel reaches the latter. */
function separated({ padding, outputPadding }: ConvTransposeLayer): {
  readonly padding: Padding;
  readonly margin: Padding;
} {
  const [below, beside] = outputPadding;
  const bottom = Math.max(0, padding.bottom - below);
  const right = Math.max(0, padding.right - beside);
  return {
    padding: { ...padding, bottom, right },
    margin: {
      top: 0,
      left: 0,
      bottom: Math.max(0, below - padding.bottom),
      right: Math.max(0, beside - padding.right),
    },
  };
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

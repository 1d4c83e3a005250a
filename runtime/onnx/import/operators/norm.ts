import { parameterOf } from './conv.js';
import { covers, dimensionOf } from '../view.js';
import { Misfit } from '../value.js';
import { type Operator, viewOf } from './operator.js';

/** Batch normalisation with its running statistics, over the channels of whatever layout. */
export const batchNormalization: Operator = (call) => {
  call.expectOutputs(1);
  if (call.int('training_mode', 0) !== 0) throw new Misfit('it is in training mode');
  const view = call.channelsInOrder(call.view(0));
  if (view.axes.length < 2 || !covers(view, 1, 'channels'))
    throw new Misfit('its axis 1 is not the channels');
  const { channels } = view.shape;
  const parameters = [1, 2, 3, 4].map((position) => {
    const constant = call.constant(position);
    if (constant?.data.length !== channels) throw new Misfit(`input ${position} is not one value a channel`);
    return { ...parameterOf(constant), shape: [channels] };
  });
  const [weight, bias, mean, variance] = parameters;
  const layer = call.emit(
    { kind: 'batchnorm', epsilon: call.float('epsilon', 1e-5) },
    [view.layer],
    { weight, bias, running_mean: mean, running_var: variance },
    weight.source,
  );
  return viewOf({ ...view, layer });
};

/** A parametric ReLU: one slope, or one a channel. */
export const prelu: Operator = (call) => {
  const view = call.channelsInOrder(call.view(0));
  const slope = call.constant(1);
  if (slope === undefined) throw new Misfit('it has no slope');
  const { channels } = view.shape;
  const rank = view.axes.length;
  const axis = slope.shape.findIndex((size) => size > 1);
  const along = axis === -1 ? undefined : dimensionOf(view, rank - slope.shape.length + axis);
  const one = slope.data.length === 1;
  if (!one && (along !== 'channels' || slope.data.length !== channels)) {
    throw new Misfit(`its slope [${slope.shape.join(', ')}] is not one a channel`);
  }
  const given = parameterOf(slope);
  const parameter = one
    ? { ...given, shape: [channels], data: new Float32Array(channels).fill(given.data[0]) }
    : { ...given, shape: [channels] };
  const layer = call.emit({ kind: 'prelu' }, [view.layer], { slope: parameter }, given.source);
  return viewOf({ ...view, layer });
};

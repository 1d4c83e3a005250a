import type { SelectLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, typeAttribute } from '../attributes.js';
import { computed, type NativeTensor, type Scope } from '../native.js';
import { dimensions, type LayerProgram, type Surroundings } from '../program.js';

/** Channels by index. */
export function selectProgram(layer: SelectLayer, surroundings: Surroundings): LayerProgram {
  const { indices } = layer;
  const isRun = indices.every((index, at) => index === indices[0] + at);
  const { take, spread } = isRun ? runOfChannels(indices, surroundings) : anyChannels(indices, surroundings);
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: take(scope, x),
      backward: (inner, dy) => ({ inputs: [spread(inner, dy)], parameters: [] }),
    }),
  };
}

interface Selection {
  readonly take: (scope: Scope, x: NativeTensor) => NativeTensor;
  readonly spread: (scope: Scope, dy: NativeTensor) => NativeTensor;
}

/** Neighbouring channels, as splits and slices have them. */
function runOfChannels(
  indices: readonly number[],
  { batch, inputs, output, constants }: Surroundings,
): Selection {
  const [first] = indices;
  const begin = constants.integers([0, 0, 0, first]);
  const sizes = constants.integers(dimensions(batch, output));
  const after = inputs[0].channels - first - indices.length;
  const pads = constants.integers([0, 0, 0, 0, 0, 0, first, after], [4, 2]);
  const slice = [...FLOAT_T, typeAttribute('Index', 'int32')];
  const pad = [...FLOAT_T, typeAttribute('Tpaddings', 'int32')];
  return {
    take: (scope, x) => scope.run('Slice', slice, [x, begin, sizes]),
    spread: (scope, dy) => scope.run('Pad', pad, [dy, pads]),
  };
}

/**
 * Any channels. The gradient takes channels of dy in turn: for every channel of the input the first place that it went
 * to, then the second, and so on, and a channel of zeros where there is none.
 */
function anyChannels(indices: readonly number[], { inputs, constants }: Surroundings): Selection {
  const axis = constants.integers([3], []);
  const wanted = constants.integers(indices);
  const gather = [
    typeAttribute('Tparams', 'float'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Taxis', 'int32'),
  ];
  const zeros = constants.integers([0, 0, 0, 0, 0, 0, 0, 1], [4, 2]);
  const pad = [...FLOAT_T, typeAttribute('Tpaddings', 'int32')];
  const rounds = placesByRound(indices, inputs[0].channels).map((places) => constants.integers(places));
  return {
    take: (scope, x) => scope.run('GatherV2', gather, [x, wanted, axis]),
    spread: (scope, dy) =>
      computed(scope, (own) => {
        const filled = own.run('Pad', pad, [dy, zeros]);
        return rounds
          .map((places) => own.run('GatherV2', gather, [filled, places, axis]))
          .reduce((sum, part) => own.run('AddV2', FLOAT_T, [sum, part]));
      }),
  };
}

/** Where each of `channels` went, first places first; `indices.length` where it went to no more. */
function placesByRound(indices: readonly number[], channels: number): readonly (readonly number[])[] {
  const places = Array.from({ length: channels }, (): number[] => []);
  indices.forEach((index, place) => places[index].push(place));
  const rounds = Math.max(...places.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => places.map((own) => own[round] ?? indices.length));
}

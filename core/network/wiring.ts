import { NetworkError } from '../errors.js';
import { deliveredLayer, type Layer, type Network } from './layer.js';

/**
 * Checks that layers can run in their order: names are unique, the input comes first, every input comes earlier, the
 * output is a layer, and layers that share parameters are alike.
 *
 * Throws a NetworkError: `NETWORK_DUPLICATE_NAME`, `NETWORK_INPUT_LAYER`, `NETWORK_UNKNOWN_INPUT`, `NETWORK_LATE_INPUT`,
 * `NETWORK_UNKNOWN_OUTPUT` or `NETWORK_BAD_SHARE`.
 */
export function checkWiring(network: Network): void {
  const positions = new Map<string, number>();
  network.layers.forEach((layer, position) => {
    if (positions.has(layer.name)) {
      throw new NetworkError('NETWORK_DUPLICATE_NAME', `Two layers are called '${layer.name}'.`, {
        hint: 'Give every layer a name of its own.',
      });
    }
    positions.set(layer.name, position);
  });
  network.layers.forEach((layer, position) => {
    if ((layer.kind === 'input') !== (position === 0)) {
      throw new NetworkError(
        'NETWORK_INPUT_LAYER',
        `Layer ${position}, '${layer.name}', is of kind ${layer.kind}.`,
        { hint: 'A network has one input layer, and it comes first.' },
      );
    }
    for (const name of layer.inputs) checkInput(layer, name, position, positions.get(name));
    checkShare(layer, network.layers, positions);
  });
  for (const output of [network.output, deliveredLayer(network)]) {
    if (positions.has(output)) continue;
    throw new NetworkError('NETWORK_UNKNOWN_OUTPUT', `The network's output '${output}' is no layer.`, {
      hint: 'Name the layer that gives the class scores.',
    });
  }
}

function checkInput(layer: Layer, name: string, position: number, inputPosition: number | undefined): void {
  if (inputPosition === undefined) {
    throw new NetworkError(
      'NETWORK_UNKNOWN_INPUT',
      `Layer '${layer.name}' reads '${name}', which is no layer.`,
    );
  }
  if (inputPosition >= position) {
    throw new NetworkError(
      'NETWORK_LATE_INPUT',
      `Layer '${layer.name}' reads '${name}', which comes ${inputPosition === position ? 'no earlier' : 'later'}.`,
      { hint: 'Order layers so that each comes after all that it reads.' },
    );
  }
}

/** Layers that share parameters must be equal but for name and inputs, else their parameters cannot be. */
function checkShare(layer: Layer, layers: readonly Layer[], positions: ReadonlyMap<string, number>): void {
  if (!('shares' in layer) || layer.shares === undefined) return;
  const position = positions.get(layer.shares) ?? Infinity;
  const owner = position < (positions.get(layer.name) ?? -1) ? layers[position] : undefined;
  if (owner !== undefined && !('shares' in owner && owner.shares !== undefined)) {
    const own: Layer = { ...layer, name: owner.name, inputs: owner.inputs, shares: undefined };
    if (sameJson(own, owner)) return;
  }
  throw new NetworkError(
    'NETWORK_BAD_SHARE',
    `Layer '${layer.name}' uses the parameters of '${layer.shares}', which is no earlier layer like it.`,
    { hint: 'Share parameters between layers of one kind with equal settings.' },
  );
}

function sameJson(left: Layer, right: Layer): boolean {
  const entries = (layer: Layer): string =>
    JSON.stringify(
      Object.entries(layer)
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  return entries(left) === entries(right);
}

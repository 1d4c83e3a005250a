import { NetworkError } from '../../errors.js';
import type { Network } from '../layer.js';
import { parameterShapes } from '../parameters.js';
import type { Tensor, Weights } from '../weights.js';
import type { ArchitectureSpec } from './index.js';

/** Behind a backbone: our layers by name, with torchvision's names of them. */
type HeadNames = Readonly<Record<string, string>>;

const REFINING: HeadNames = {
  'aspp.branch0.conv': 'classifier.0.convs.0.0',
  'aspp.branch0.bn': 'classifier.0.convs.0.1',
  'aspp.branch1.conv': 'classifier.0.convs.1.0',
  'aspp.branch1.bn': 'classifier.0.convs.1.1',
  'aspp.branch2.conv': 'classifier.0.convs.2.0',
  'aspp.branch2.bn': 'classifier.0.convs.2.1',
  'aspp.branch3.conv': 'classifier.0.convs.3.0',
  'aspp.branch3.bn': 'classifier.0.convs.3.1',
  'aspp.image.conv': 'classifier.0.convs.4.1',
  'aspp.image.bn': 'classifier.0.convs.4.2',
  'aspp.project.conv': 'classifier.0.project.0',
  'aspp.project.bn': 'classifier.0.project.1',
  'head.conv': 'classifier.1',
  'head.bn': 'classifier.2',
};
const CLASSIFYING: HeadNames = { classifier: 'classifier.4' };

/** Heads that torchvision has as well, in parts: a part is in a file as a whole, or not at all. */
const HEADS: Readonly<Record<ArchitectureSpec['architecture'], readonly HeadNames[]>> = {
  deeplabv3: [REFINING, CLASSIFYING],
  deeplabv3plus: [],
  unet: [],
};

const BACKBONE = 'backbone.';
const RESNET_NAME = /^(backbone\.)?(conv1|bn1|layer[1-4])\./;
/** Of an image classifier, and of the head that helps to train a segmentation network: of no use here. */
const OTHER_HEADS = /^((backbone\.)?fc|aux_classifier)\./;
const SEGMENTATION_HEAD = /^classifier\.\d+\./;

/** Whether a tensor counts the batches that batch norm has seen: torchvision's files have it, nothing here needs it. */
export function isTrainingCounter(name: string): boolean {
  return name.endsWith('.num_batches_tracked');
}

/**
 * Whether weights have torchvision's names for a network: a ResNet's, with or without `backbone.`, and none that only
 * our own files have.
 */
export function isTorchvision(network: Network, weights: Weights): boolean {
  const parameters = [...parameterShapes(network).keys()];
  const own = parameters.filter((name) => !name.startsWith(BACKBONE));
  return (
    own.length < parameters.length &&
    [...weights.keys()].some((name) => RESNET_NAME.test(name)) &&
    !own.some((name) => weights.has(name))
  );
}

/**
 * Weights under our names from weights under torchvision's: of a ResNet, with or without `backbone.`, or of a whole
 * DeepLabV3 for `deeplabv3`. Both lay out convolutions [out, in, kh, kw] and everything else [channels], so values stay
 * as they are. What the file says nothing of, `initial` gives: the head, or of DeepLabV3's its last layer alone.
 * Passed over are `fc`, `aux_classifier` and, for another architecture, DeepLabV3's `classifier`.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`, `WEIGHTS_MISSHAPEN` or `WEIGHTS_UNKNOWN` that gives both names.
 */
export function loadTorchvision(
  architecture: ArchitectureSpec['architecture'],
  network: Network,
  weights: Weights,
  initial: (isWanted: (name: string) => boolean) => Weights,
): Weights {
  const [backbone, ...heads] = partsOf(architecture, network, weights);
  const parts = [backbone, ...heads.filter((part) => part.some(({ theirs }) => weights.has(theirs)))];
  const wanted = parts.flat();
  const loaded = new Map(wanted.map((parameter) => [parameter.ours, take(weights, parameter)]));
  checkRest(weights, new Set(wanted.map(({ theirs }) => theirs)), heads.length === 0);
  return new Map([...loaded, ...initial((name) => !loaded.has(name))]);
}

interface Wanted {
  readonly ours: string;
  readonly theirs: string;
  readonly shape: readonly number[];
}

/** The parameters that torchvision has as well: the backbone's, then those of each part of the head. */
function partsOf(
  architecture: ArchitectureSpec['architecture'],
  network: Network,
  weights: Weights,
): readonly (readonly Wanted[])[] {
  const bare = ![...weights.keys()].some((name) => name.startsWith(BACKBONE));
  const inBackbone = (name: string): string | undefined =>
    name.startsWith(BACKBONE) ? (bare ? name.slice(BACKBONE.length) : name) : undefined;
  const inHeads = HEADS[architecture].map((layers) => (name: string) => renamed(layers, name));
  const parameters = [...parameterShapes(network)];
  return [inBackbone, ...inHeads].map((nameOf) =>
    parameters.flatMap(([ours, shape]) => {
      const theirs = nameOf(ours);
      return theirs === undefined ? [] : [{ ours, theirs, shape }];
    }),
  );
}

/** A parameter `<layer>.<name>` of one of the layers, under torchvision's name; undefined for any other. */
function renamed(layers: HeadNames, parameter: string): string | undefined {
  const dot = parameter.lastIndexOf('.');
  const layer = parameter.slice(0, dot);
  return Object.hasOwn(layers, layer) ? `${layers[layer]}${parameter.slice(dot)}` : undefined;
}

function take(weights: Weights, { ours, theirs, shape }: Wanted): Tensor {
  const called = `'${theirs}' (torchvision's name of '${ours}')`;
  const wanted = `[${shape.join(', ')}]`;
  const tensor = weights.get(theirs);
  if (tensor === undefined) {
    throw new NetworkError('WEIGHTS_MISSING', `The weights lack ${called}; the network wants ${wanted}.`, {
      hint: 'Give the weights of the same backbone, all of them.',
    });
  }
  if (tensor.shape.length !== shape.length || shape.some((size, axis) => size !== tensor.shape[axis])) {
    throw new NetworkError(
      'WEIGHTS_MISSHAPEN',
      `${called} is [${tensor.shape.join(', ')}]; the network wants ${wanted}.`,
      { hint: hintForShape(theirs) },
    );
  }
  return tensor;
}

function hintForShape(theirs: string): string {
  return theirs.startsWith(`${CLASSIFYING.classifier}.`)
    ? `For other classes than the file's, leave ${CLASSIFYING.classifier} out of it: that layer begins anew then.`
    : "torchvision's networks have width 1; give the network the same backbone and width.";
}

function checkRest(weights: Weights, taken: ReadonlySet<string>, ignoresHead: boolean): void {
  for (const name of weights.keys()) {
    const isIgnored =
      isTrainingCounter(name) || OTHER_HEADS.test(name) || (ignoresHead && SEGMENTATION_HEAD.test(name));
    if (taken.has(name) || isIgnored) continue;
    throw new NetworkError(
      'WEIGHTS_UNKNOWN',
      `The weights hold '${name}', for which the network has no layer.`,
      { hint: 'Give the weights of the same backbone, with torchvision’s names.' },
    );
  }
}

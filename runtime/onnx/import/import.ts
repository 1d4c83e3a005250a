import { NetworkError } from '../../../core/errors.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { importEnds, importInput, type InputSize } from './ends.js';
import { Importer } from './importer.js';
import { type Entry, LayerStore } from './layers.js';
import { nameLayers } from './names.js';
import { OpaqueLayers } from './opaque/layers.js';
import { joinPatterns } from './patterns.js';
import { type Graph, orderGraph } from './read/graph.js';
import { type ModelText, readModel } from './read/messages.js';
import type { ReadExternal } from './read/tensor.js';
import { canShare, findShares } from './shares.js';
import { type Layout, layoutOf } from './view.js';

export interface ImportOptions {
  /** Pixels of the images, where the file leaves them free or others are wanted. */
  readonly input?: InputSize;
  /** The graph's output that the network ends in, by name. Default: the first. */
  readonly output?: string;
}

/** What an importer has to say of a layer: why a node in it is not understood, or what was changed. */
export interface Remark {
  readonly layer: string;
  readonly operator: string;
  readonly reason: string;
}

export interface ImportedNetwork {
  readonly network: Network;
  readonly weights: Weights;
  readonly remarks: readonly Remark[];
  /** How the file lays out its input and output, which the network has as [N, C, H, W]; other for no plain layout. */
  readonly layout: { readonly input: Layout; readonly output: Layout | 'other' };
}

/** Versions of ONNX's operators that are read. */
const OLDEST_OPSET = 11;
const NEWEST_OPSET = 21;

/**
 * Reads a segmentation network from the bytes of an ONNX model: one image in, class scores out. Operators that are not
 * understood become opaque layers. Weights are views of `bytes` where they lie aligned there.
 *
 * Throws a NetworkError: `ONNX_UNREADABLE`, `ONNX_OPSET`, `ONNX_INVALID`, `ONNX_TOO_LARGE`, `ONNX_INPUT`, `ONNX_OUTPUT`,
 * `ONNX_UNSUPPORTED`, `ONNX_EXTERNAL_DATA`, or `layerShape`'s errors where the sizes of the graph contradict each other.
 */
export function importOnnx(
  bytes: Uint8Array,
  options: ImportOptions = {},
  external: ReadExternal = noExternal,
): ImportedNetwork {
  const model = readModel(bytes);
  const opset = checkOpset(model);
  const graph = orderGraph(model.graph);
  const output = chooseOutput(graph, options.output);
  const layers = new LayerStore();
  const opaque = new OpaqueLayers(layers, external);
  const input = importInput(layers, graph, options.input);
  const told = { functions: model.functions, shapesHold: !input.resized };
  const importer = new Importer(layers, opset, opaque, external, told);
  importer.set(input.name, { kind: 'view', view: input.view });
  importer.run(graph, [output]);

  const view = importer.settleOutput(output);
  if (view === undefined) {
    throw outputError(`The output '${output}' is no map of class scores.`);
  }
  const ends = importEnds(layers, view);
  const kept = [ends.output, ends.delivers];
  const entries = alive(joinPatterns(alive(layers.all(), kept), kept), kept);
  const names = nameLayers(entries);
  const nameOf = (provisional: string): string => names.get(provisional) ?? provisional;
  const { owners, copies } = findShares(entries);

  const hasOpaque = entries.some(({ layer }) => layer.kind === 'opaque');
  const network: Network = {
    layers: entries.map(({ layer }) => renamed(layer, nameOf, owners)),
    output: nameOf(ends.output),
    ...(ends.delivers === ends.output ? {} : { delivers: nameOf(ends.delivers) }),
    signature: { input: input.name, output },
    ...(hasOpaque ? { opset } : {}),
    ...(hasOpaque && opaque.singleImage ? { singleImage: true } : {}),
  };
  const remarks: Remark[] = [
    ...opaque.unclear,
    ...Array.from(copies, ([layer, other]) => ({
      layer,
      operator: layers.get(layer).origin.node?.operator ?? '',
      reason: `its weight is a copy of that of '${nameOf(other)}', which has other settings`,
    })),
    ...(ends.remark === undefined ? [] : [{ layer: ends.delivers, operator: '', reason: ends.remark }]),
  ]
    .filter(({ layer }) => names.has(layer))
    .map((remark) => ({ ...remark, layer: nameOf(remark.layer) }));
  const layout = { input: input.layout, output: layoutOf(view) ?? 'other' } as const;
  return { network, weights: weightsOf(entries, nameOf, owners), remarks, layout };
}

function checkOpset({ opsets }: ModelText): number {
  const opset = opsets.get('') ?? 0;
  if (opset >= OLDEST_OPSET && opset <= NEWEST_OPSET) return opset;
  throw new NetworkError('ONNX_OPSET', `The model is written in opset ${opset}.`, {
    hint: `Export it in an opset from ${OLDEST_OPSET} to ${NEWEST_OPSET}, or convert it with onnx.version_converter.`,
  });
}

function chooseOutput(graph: Graph, wanted: string | undefined): string {
  const names = graph.outputs.map(({ name }) => name);
  const name = wanted ?? names.at(0);
  if (name !== undefined && names.includes(name)) return name;
  throw outputError(
    name === undefined
      ? 'The model has no output.'
      : `The model has no output '${name}'. It has ${names.map((each) => `'${each}'`).join(', ')}.`,
  );
}

function outputError(message: string): NetworkError {
  return new NetworkError('ONNX_OUTPUT', message, {
    hint: 'Name the output that gives class scores, [N, classes, height, width].',
  });
}

/** The layers that some layers need, and the input. */
function alive(entries: readonly Entry[], wanted: readonly string[]): readonly Entry[] {
  const needed = new Set(wanted);
  for (const { layer } of entries.toReversed()) {
    if (needed.has(layer.name)) for (const input of layer.inputs) needed.add(input);
  }
  return entries.filter(({ layer }) => layer.kind === 'input' || needed.has(layer.name));
}

function renamed(
  layer: Layer,
  nameOf: (provisional: string) => string,
  owners: ReadonlyMap<string, string>,
): Layer {
  const owner = owners.get(layer.name);
  const own = { ...layer, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) };
  return owner !== undefined && canShare(own) ? { ...own, shares: nameOf(owner) } : own;
}

function weightsOf(
  entries: readonly Entry[],
  nameOf: (provisional: string) => string,
  owners: ReadonlyMap<string, string>,
): Weights {
  const weights = new Map<string, Tensor>();
  for (const { layer, parameters } of entries) {
    if (owners.has(layer.name)) continue;
    for (const [parameter, { shape, data }] of Object.entries(parameters)) {
      weights.set(`${nameOf(layer.name)}.${parameter}`, { shape, data });
    }
  }
  return weights;
}

function noExternal(location: string): Uint8Array {
  throw new NetworkError('ONNX_EXTERNAL_DATA', `The model keeps weights in another file, '${location}'.`, {
    hint: 'Read the model from its file, with that one beside it.',
  });
}

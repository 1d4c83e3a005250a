import { parameterName, type Network } from '../../../core/network/layer.js';
import { parameterShapes, weightOf } from '../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { FLOAT_T, integer, typeAttribute } from './attributes.js';
import { constantOf } from './layers/constant.js';
import { layerProgram } from './layers/index.js';
import { concatenated } from './layers/joining.js';
import { trainableLayers, type TrainableLayer } from './logits.js';
import { Scope, type NativeTensor } from './native.js';
import { flatten, parameterLayout, unflatten, type ParameterLayout } from './parameters.js';
import { dimensions, type ForwardPass, type LayerProgram, type Statistics } from './program.js';
import { RunningStatistics } from './statistics.js';
import { Variable } from './variable.js';

/** One forward pass that can be differentiated once. */
export interface ModelPass {
  /** [batch, height, width, classes] */
  readonly logits: NativeTensor;
  /**
   * The gradient of all trainable parameters as one vector in the layout's order, from the gradient of the logits.
   * Frees every activation at its last use.
   */
  backward(gradient: NativeTensor): NativeTensor;
}

interface Node {
  readonly layer: TrainableLayer;
  readonly program: LayerProgram;
  readonly statistics: Statistics | undefined;
  /** Where the layer's parameters stand in the layout. */
  readonly parameters: readonly number[];
  /** Which of the inputs depend on parameters, so that gradients must reach them. */
  readonly wanted: readonly boolean[];
}

/**
 * The part of a network that its logits depend on, in training: batch norms use their batch's statistics. Backward
 * passes are written out over the known graph instead of recorded. Holds tensors in TensorFlow until closed.
 */
export class TrainingModel {
  readonly layout: ParameterLayout;
  /** Images a batch; fixed. */
  readonly batch: number;
  /** [batch, height, width, channels] */
  readonly inputShape: readonly number[];
  /** All trainable parameters, in the layout's order. Owned by the model. */
  readonly parameters: Variable;
  private readonly network: Network;
  private readonly given: Weights;
  private readonly nodes: readonly Node[];
  private readonly owned = new Scope();
  private readonly statistics: RunningStatistics;
  /** Outputs of layers that no input reaches. */
  private readonly constants = new Map<string, NativeTensor>();
  private readonly shapes: readonly NativeTensor[];
  private readonly sizes: NativeTensor;
  private readonly axis: NativeTensor;
  private readonly flat: NativeTensor;

  /** Throws `inferShapes`'s and `checkWeights`'s errors, and a TensorError `LAYER_NOT_TRAINABLE`. */
  constructor(network: Network, weights: Weights, batch: number) {
    const shapes = inferShapes(network);
    const layers = trainableLayers(network);
    this.network = network;
    this.given = weights;
    this.batch = batch;
    this.layout = parameterLayout(network);
    this.inputShape = dimensions(batch, shapeOf(shapes, network.layers[0].name));
    this.parameters = new Variable(flatten(network, this.layout, weights));
    this.statistics = new RunningStatistics(weights, this.owned);
    this.shapes = this.layout.parameters.map(({ nativeShape }) => this.owned.integers(nativeShape));
    this.sizes = this.owned.integers(this.layout.parameters.map(({ size }) => size));
    this.axis = this.owned.integers([0], []);
    this.flat = this.owned.integers([-1]);
    const positions = new Map(this.layout.parameters.map(({ name }, position) => [name, position]));
    const learning = new Set<string>();
    this.nodes = layers.flatMap((layer): Node[] => {
      if (layer.kind === 'input') return [];
      if (layer.kind === 'constant') {
        this.constants.set(layer.name, constantOf(layer, weights, batch, this.owned));
        return [];
      }
      const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
      const output = shapeOf(shapes, layer.name);
      const program = layerProgram(layer, { batch, inputs, output, constants: this.owned });
      const parameters = program.parameterNames.map(
        (name) => positions.get(parameterName(layer, name)) ?? -1,
      );
      const wanted = layer.inputs.map((name) => learning.has(name));
      if (parameters.length > 0 || wanted.includes(true)) learning.add(layer.name);
      const statistics = layer.kind === 'batchnorm' ? this.statistics.of(layer) : undefined;
      return [{ layer, program, statistics, parameters, wanted }];
    });
  }

  /** Runs the network on images [batch, height, width, channels]. Moves the running statistics. */
  forward(scope: Scope, images: NativeTensor): ModelPass {
    const parameters = this.pieces(scope);
    const outputs = new Map([...this.constants, [this.network.layers[0].name, images]]);
    const passes = this.nodes.map((node) => {
      const inputs = node.layer.inputs.map((name) => tensorOf(outputs, name));
      const own = node.parameters.map((position) => parameters[position]);
      const pass = node.program.forward(scope, inputs, own, node.statistics);
      outputs.set(node.layer.name, pass.output);
      return pass;
    });
    return {
      logits: tensorOf(outputs, this.network.output),
      backward: (gradient) => this.backward(scope, passes, gradient),
    };
  }

  /**
   * The weights as they are now, in the order of the network's parameters: trained ones, running statistics, and as
   * they were given those that training leaves alone.
   */
  weights(): Weights {
    const now = new Map<string, Tensor>(unflatten(this.layout, this.parameters.values()));
    for (const { layer } of this.nodes) {
      if (layer.kind !== 'batchnorm') continue;
      for (const [name, values] of this.statistics.read(layer)) now.set(name, values);
    }
    const names = [...parameterShapes(this.network).keys()];
    return new Map(names.map((name) => [name, now.get(name) ?? weightOf(this.given, name)]));
  }

  close(): void {
    this.parameters.close();
    this.owned.close();
  }

  private backward(scope: Scope, passes: readonly ForwardPass[], gradient: NativeTensor): NativeTensor {
    const pending = new Map([[this.network.output, gradient]]);
    const found = new Map<number, NativeTensor>();
    for (let index = this.nodes.length - 1; index >= 0; index--) {
      const { layer, parameters, wanted } = this.nodes[index];
      const dy = pending.get(layer.name);
      if (dy !== undefined) {
        const gradients = passes[index].backward(scope, dy, wanted);
        parameters.forEach((position, at) => {
          accumulate(scope, found, position, gradients.parameters[at]);
        });
        layer.inputs.forEach((name, at) => {
          const part = gradients.inputs[at];
          if (part === undefined) return;
          if (wanted[at]) accumulate(scope, pending, name, part);
          else scope.free(part);
        });
        scope.free(dy);
        pending.delete(layer.name);
      }
      scope.free(passes[index].output);
    }
    return this.join(scope, found);
  }

  private pieces(scope: Scope): readonly NativeTensor[] {
    const count = this.shapes.length;
    const attributes = [...FLOAT_T, integer('num_split', count), typeAttribute('Tlen', 'int32')];
    const vector = this.parameters.read(scope);
    const flat = scope.runMany('SplitV', attributes, [vector, this.sizes, this.axis], count);
    scope.free(vector);
    const shaped = flat.map((piece, position) =>
      scope.run('Reshape', FLOAT_T, [piece, this.shapes[position]]),
    );
    scope.free(...flat);
    return shaped;
  }

  private join(scope: Scope, gradients: ReadonlyMap<number, NativeTensor>): NativeTensor {
    const flat = this.layout.parameters.map(({ name }, position) => {
      const gradient = gradients.get(position);
      if (gradient === undefined) throw new Error(`No gradient has reached '${name}'.`);
      const vector = scope.run('Reshape', FLOAT_T, [gradient, this.flat]);
      scope.free(gradient);
      return vector;
    });
    const whole = concatenated(scope, flat, this.axis);
    scope.free(...flat);
    return whole;
  }
}

function accumulate<Key>(scope: Scope, sums: Map<Key, NativeTensor>, key: Key, part: NativeTensor): void {
  const before = sums.get(key);
  if (before === undefined) {
    sums.set(key, part);
    return;
  }
  sums.set(key, scope.run('AddV2', FLOAT_T, [before, part]));
  scope.free(before, part);
}

function tensorOf(outputs: ReadonlyMap<string, NativeTensor>, name: string): NativeTensor {
  const tensor = outputs.get(name);
  if (tensor === undefined) throw new Error(`Layer '${name}' has not run.`);
  return tensor;
}

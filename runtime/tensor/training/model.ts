import type { Layer, Network } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { FLOAT_T, integer, typeAttribute } from './attributes.js';
import { layerProgram } from './layers/index.js';
import { Scope, type NativeTensor } from './native.js';
import { flatten, parameterLayout, unflatten, type ParameterLayout } from './parameters.js';
import { Variable } from './variable.js';
import { dimensions, type ForwardPass, type LayerProgram, type Statistics } from './program.js';

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
  readonly layer: Layer;
  readonly program: LayerProgram;
  readonly statistics: Statistics | undefined;
  /** Where the layer's parameters stand in the layout. */
  readonly parameters: readonly number[];
}

/**
 * A network in training: batch norms use their batch's statistics. Backward passes are written out over the known graph
 * instead of recorded. Holds tensors in TensorFlow until closed.
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
  private readonly nodes: readonly Node[];
  private readonly owned = new Scope();
  private readonly shapes: readonly NativeTensor[];
  private readonly sizes: NativeTensor;
  private readonly axis: NativeTensor;
  private readonly flat: NativeTensor;

  /** Throws `inferShapes`'s and `checkWeights`'s errors. */
  constructor(network: Network, weights: Weights, batch: number) {
    const shapes = inferShapes(network);
    this.network = network;
    this.batch = batch;
    this.layout = parameterLayout(network);
    this.inputShape = dimensions(batch, shapeOf(shapes, network.layers[0].name));
    this.parameters = new Variable(flatten(network, this.layout, weights));
    this.shapes = this.layout.parameters.map(({ nativeShape }) => this.owned.integers(nativeShape));
    this.sizes = this.owned.integers(this.layout.parameters.map(({ size }) => size));
    this.axis = this.owned.integers([0], []);
    this.flat = this.owned.integers([-1]);
    const positions = new Map(this.layout.parameters.map(({ name }, position) => [name, position]));
    this.nodes = network.layers.flatMap((layer): Node[] => {
      if (layer.kind === 'input') return [];
      const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
      const output = shapeOf(shapes, layer.name);
      const program = layerProgram(layer, { batch, inputs, output, constants: this.owned });
      const parameters = program.parameterNames.map((name) => positions.get(`${layer.name}.${name}`) ?? -1);
      const statistics = layer.kind === 'batchnorm' ? this.statisticsOf(layer.name, weights) : undefined;
      return [{ layer, program, statistics, parameters }];
    });
  }

  /** Runs the network on images [batch, height, width, channels]. Moves the running statistics. */
  forward(scope: Scope, images: NativeTensor): ModelPass {
    const parameters = this.pieces(scope);
    const outputs = new Map([[this.network.layers[0].name, images]]);
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

  /** The weights as they are now, running statistics included, in the order of the network's parameters. */
  weights(): Weights {
    const trained = unflatten(this.layout, this.parameters.values());
    const statistics = this.nodes.flatMap(({ layer, statistics: own }): [string, Tensor][] => {
      if (own === undefined) return [];
      const tensor = (part: NativeTensor): Tensor => ({ shape: part.shape, data: this.owned.read(part) });
      return [
        [`${layer.name}.running_mean`, tensor(own.mean)],
        [`${layer.name}.running_var`, tensor(own.variance)],
      ];
    });
    return new Map([...trained, ...statistics]);
  }

  close(): void {
    this.parameters.close();
    this.owned.close();
  }

  private backward(scope: Scope, passes: readonly ForwardPass[], gradient: NativeTensor): NativeTensor {
    const input = this.network.layers[0].name;
    const pending = new Map([[this.network.output, gradient]]);
    const found = new Map<number, NativeTensor>();
    for (let index = this.nodes.length - 1; index >= 0; index--) {
      const { layer, parameters } = this.nodes[index];
      const dy = pending.get(layer.name);
      if (dy !== undefined) {
        const wanted = layer.inputs.map((name) => name !== input);
        const gradients = passes[index].backward(scope, dy, wanted);
        parameters.forEach((position, at) => found.set(position, gradients.parameters[at]));
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
    const flat = this.layout.parameters.map(({ size }, position) => {
      const gradient = gradients.get(position);
      if (gradient === undefined) return scope.floats(new Float32Array(size), [size]);
      const vector = scope.run('Reshape', FLOAT_T, [gradient, this.flat]);
      scope.free(gradient);
      return vector;
    });
    const attributes = [...FLOAT_T, integer('N', flat.length), typeAttribute('Tidx', 'int32')];
    const whole = scope.run('ConcatV2', attributes, [...flat, this.axis]);
    scope.free(...flat);
    return whole;
  }

  private statisticsOf(layer: string, weights: Weights): Statistics {
    const tensor = (name: string): NativeTensor => {
      const { shape, data } = weightOf(weights, `${layer}.${name}`);
      return this.owned.floats(data.slice(), shape);
    };
    return { mean: tensor('running_mean'), variance: tensor('running_var'), owner: this.owned };
  }
}

function accumulate(
  scope: Scope,
  pending: Map<string, NativeTensor>,
  name: string,
  part: NativeTensor,
): void {
  const before = pending.get(name);
  if (before === undefined) {
    pending.set(name, part);
    return;
  }
  pending.set(name, scope.run('AddV2', FLOAT_T, [before, part]));
  scope.free(before, part);
}

function tensorOf(outputs: ReadonlyMap<string, NativeTensor>, name: string): NativeTensor {
  const tensor = outputs.get(name);
  if (tensor === undefined) throw new Error(`Layer '${name}' has not run.`);
  return tensor;
}

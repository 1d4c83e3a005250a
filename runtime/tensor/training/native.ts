import { createRequire } from 'node:module';
import type * as tf from '@tensorflow/tfjs-node-gpu';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { EnvironmentError } from '../../../core/errors.js';
import { setTensorflowDefaults } from './environment.js';

/** A tensor that lives in TensorFlow, dense and row-major. Whoever owns it frees it. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
}

/** An attribute of a TensorFlow operation, in the binding's own form. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | number[];
}

export type Binding = NodeJSKernelBackend['binding'];

const FLOAT = 1;
const INT32 = 3;

let loaded: Binding | undefined;

/**
 * TensorFlow's eager runtime, loaded when first asked for. The layers call its kernels directly and not through tfjs'
 * operators: the graph is known, so no tape has to be recorded and every activation can be freed at its last use.
 *
 * Throws an EnvironmentError `TENSORFLOW_MISSING`.
 */
export function tensorflow(): Binding {
  if (loaded === undefined) loaded = load();
  return loaded;
}

function load(): Binding {
  setTensorflowDefaults();
  try {
    const tfjs: unknown = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
    const backend = isTfjs(tfjs) ? tfjs.backend() : undefined;
    if (!isNodeBackend(backend)) throw new Error('tfjs runs on another backend.');
    return backend.binding;
  } catch (cause) {
    throw new EnvironmentError('TENSORFLOW_MISSING', 'The TensorFlow binding does not load.', {
      cause,
      hint: 'Run `npm run setup`, which builds it.',
    });
  }
}

function isTfjs(module: unknown): module is Pick<typeof tf, 'backend'> {
  return typeof module === 'object' && module !== null && 'backend' in module;
}

function isNodeBackend(backend: object | undefined): backend is NodeJSKernelBackend {
  return backend !== undefined && 'binding' in backend;
}

/**
 * Owns tensors: whatever is computed in a scope is freed when the scope closes, unless freed or kept before. So an
 * error in the middle of a training step leaks nothing.
 */
export class Scope {
  private readonly owned = new Map<number, number>();
  private readonly binding = tensorflow();

  /** Runs an operation with one output. */
  run(operation: string, attributes: readonly Attribute[], inputs: readonly NativeTensor[]): NativeTensor {
    return this.runMany(operation, attributes, inputs, 1)[0];
  }

  /** Runs an operation with several outputs. */
  runMany(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly NativeTensor[],
    outputs: number,
  ): readonly NativeTensor[] {
    const ids = inputs.map((input) => input.id);
    const tensors = this.binding.executeOp(operation, [...attributes], ids, outputs);
    for (const { id } of tensors) this.owned.set(id, 1);
    return tensors;
  }

  /** A float32 tensor. TensorFlow may share the array's memory: do not write to it afterwards. */
  floats(data: Float32Array, shape: readonly number[]): NativeTensor {
    return this.create(data, FLOAT, shape);
  }

  /** An int32 tensor, by default a vector. */
  integers(data: Int32Array | readonly number[], shape: readonly number[] = [data.length]): NativeTensor {
    return this.create(Int32Array.from(data), INT32, shape);
  }

  scalar(value: number): NativeTensor {
    return this.floats(Float32Array.of(value), []);
  }

  /** Copies a tensor out, as float32. */
  read(tensor: NativeTensor): Float32Array {
    const data = this.binding.tensorDataSync(tensor.id);
    return data instanceof Float32Array ? data : Float32Array.from(data);
  }

  /** Demands one more `free` before a tensor of this scope goes. */
  retain(tensor: NativeTensor): NativeTensor {
    const count = this.owned.get(tensor.id);
    if (count !== undefined) this.owned.set(tensor.id, count + 1);
    return tensor;
  }

  /** Frees tensors of this scope; those of other scopes are left alone. */
  free(...tensors: readonly NativeTensor[]): void {
    for (const { id } of tensors) {
      const count = this.owned.get(id);
      if (count === undefined) continue;
      if (count > 1) {
        this.owned.set(id, count - 1);
      } else {
        this.owned.delete(id);
        this.binding.deleteTensor(id);
      }
    }
  }

  /** Hands a tensor over to another scope, which frees it from then on. */
  move(tensor: NativeTensor, to: Scope): NativeTensor {
    this.owned.delete(tensor.id);
    to.owned.set(tensor.id, 1);
    return tensor;
  }

  /** Frees everything that is left. */
  close(): void {
    for (const id of this.owned.keys()) this.binding.deleteTensor(id);
    this.owned.clear();
  }

  private create(data: Float32Array | Int32Array, type: number, shape: readonly number[]): NativeTensor {
    const id = this.binding.createTensor([...shape], type, data);
    this.owned.set(id, 1);
    return { id, shape };
  }
}

/** Runs a function in a scope of its own. */
export function inScope<T>(work: (scope: Scope) => T): T {
  const scope = new Scope();
  try {
    return work(scope);
  } finally {
    scope.close();
  }
}

/** Runs a function whose intermediate results are freed at its end; what it gives is handed over to `scope`. */
export function computed(scope: Scope, work: (own: Scope) => NativeTensor): NativeTensor {
  return inScope((own) => own.move(work(own), scope));
}

/** How many tensors live in TensorFlow, all scopes together. */
export function liveTensors(): number {
  return tensorflow().getNumOfTensors();
}

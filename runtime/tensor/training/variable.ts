import { typeAttribute, shapeAttribute, text } from './attributes.js';
import { Scope, type NativeTensor } from './native.js';

const DTYPE = [typeAttribute('dtype', 'float')];

let count = 0;

/** A vector in TensorFlow that its optimisers' kernels change in place. Freed by `close`. */
export class Variable {
  /** What these kernels take for the variable. */
  readonly handle: NativeTensor;
  private readonly owned = new Scope();

  constructor(values: Float32Array) {
    const shape = [values.length];
    this.handle = this.owned.run(
      'VarHandleOp',
      [
        ...DTYPE,
        shapeAttribute('shape', shape),
        text('shared_name', `espalier-${count++}`),
        text('container', ''),
      ],
      [],
    );
    // A copy, because TensorFlow may share the array's memory and would change the caller's array in place.
    const given = this.owned.floats(values, shape);
    const copy = this.owned.run('DeepCopy', [typeAttribute('T', 'float')], [given]);
    this.owned.runMany('AssignVariableOp', DTYPE, [this.handle, copy], 0);
    this.owned.free(given, copy);
  }

  /** The values now. Free them before the next change, which otherwise copies the variable. */
  read(scope: Scope): NativeTensor {
    return scope.run('ReadVariableOp', DTYPE, [this.handle]);
  }

  /** Copies the values out. */
  values(): Float32Array {
    const tensor = this.read(this.owned);
    const values = this.owned.read(tensor);
    this.owned.free(tensor);
    return values;
  }

  close(): void {
    this.owned.runMany('DestroyResourceOp', [], [this.handle], 0);
    this.owned.close();
  }
}

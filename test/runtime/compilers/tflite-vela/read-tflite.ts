import { ByteBuffer } from 'flatbuffers';

/** A table of a FlatBuffer, read field by field, by number. */
export class Table {
  constructor(
    private readonly buffer: ByteBuffer,
    private readonly at: number,
  ) {}

  static rootOf(file: Uint8Array): Table {
    const buffer = new ByteBuffer(file);
    return new Table(buffer, buffer.readInt32(0));
  }

  byte(slot: number): number {
    const at = this.place(slot);
    return at === 0 ? 0 : this.buffer.readInt8(at);
  }

  integer(slot: number): number {
    const at = this.place(slot);
    return at === 0 ? 0 : this.buffer.readInt32(at);
  }

  text(slot: number): string {
    const at = this.place(slot);
    return at === 0 ? '' : String(this.buffer.__string(at));
  }

  /** Undefined where the field is not there. */
  table(slot: number): Table | undefined {
    const at = this.place(slot);
    return at === 0 ? undefined : new Table(this.buffer, this.buffer.__indirect(at));
  }

  tables(slot: number): Table[] {
    return this.places(slot, 4).map((at) => new Table(this.buffer, this.buffer.__indirect(at)));
  }

  integers(slot: number): number[] {
    return this.places(slot, 4).map((at) => this.buffer.readInt32(at));
  }

  longs(slot: number): number[] {
    return this.places(slot, 8).map((at) => Number(this.buffer.readInt64(at)));
  }

  floats(slot: number): number[] {
    return this.places(slot, 4).map((at) => this.buffer.readFloat32(at));
  }

  /** Where each element of a vector is in the file. */
  places(slot: number, size: number): number[] {
    const at = this.place(slot);
    if (at === 0) return [];
    const start = this.buffer.__vector(at);
    return Array.from({ length: this.buffer.__vector_len(at) }, (_, index) => start + index * size);
  }

  private place(slot: number): number {
    const offset = this.buffer.__offset(this.at, 4 + 2 * slot);
    return offset === 0 ? 0 : this.at + offset;
  }
}

export interface ReadTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
  /** Bytes of a constant, and where they begin in the file. */
  readonly data: Uint8Array;
  readonly start: number;
}

export interface ReadOperator {
  readonly code: number;
  readonly version: number;
  readonly inputs: readonly ReadTensor[];
  readonly output: ReadTensor;
  /** The number of the table of options in the union of them; 0 for none. */
  readonly optionsType: number;
  readonly options?: Table;
}

export interface ReadModel {
  readonly version: number;
  readonly identifier: string;
  readonly tensors: readonly ReadTensor[];
  readonly operators: readonly ReadOperator[];
  readonly inputs: readonly ReadTensor[];
  readonly outputs: readonly ReadTensor[];
}

/** Reads what a TFLite file of one graph says, by TFLite's schema. */
export function readTflite(file: Uint8Array): ReadModel {
  const model = Table.rootOf(file);
  const [graph] = model.tables(2);
  const buffers = model.tables(4);
  const codes = model.tables(1);
  const tensors = graph.tables(0).map((tensor): ReadTensor => {
    const bytes = buffers[tensor.integer(2)].places(0, 1);
    const quantisation = tensor.table(4);
    return {
      name: tensor.text(3),
      shape: tensor.integers(0),
      type: tensor.byte(1),
      scales: quantisation?.floats(2) ?? [],
      zeroPoints: quantisation?.longs(3) ?? [],
      axis: quantisation?.integer(6) ?? 0,
      data: file.subarray(bytes[0] ?? 0, (bytes.at(-1) ?? -1) + 1),
      start: bytes[0] ?? 0,
    };
  });
  const at = (place: number): ReadTensor => tensors[place];
  return {
    version: model.integer(0),
    identifier: Buffer.from(file.subarray(4, 8)).toString('latin1'),
    tensors,
    operators: graph.tables(3).map((operator) => {
      const code = codes[operator.integer(0)];
      return {
        code: code.integer(3),
        version: code.integer(2),
        inputs: operator.integers(1).map(at),
        output: at(operator.integers(2)[0]),
        optionsType: operator.byte(3),
        options: operator.table(4),
      };
    }),
    inputs: graph.integers(1).map(at),
    outputs: graph.integers(2).map(at),
  };
}

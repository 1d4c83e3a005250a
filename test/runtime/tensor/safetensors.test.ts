import { expect } from 'chai';
import fc from 'fast-check';

import { NetworkError } from '../../../core/errors.js';
import type { Tensor } from '../../../core/network/weights.js';
import { decodeSafetensors, encodeSafetensors } from '../../../runtime/tensor/safetensors.js';

const tensor = fc
  .array(fc.nat(4), { maxLength: 4 })
  .chain((shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return fc.tuple(fc.constant(shape), fc.float32Array({ minLength: count, maxLength: count }));
  })
  .map(([shape, data]): Tensor => ({ shape, data }));
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');
const weights = fc.array(fc.tuple(name, tensor), { maxLength: 5 }).map((entries) => new Map(entries));

/** A file from a header and values of any kind. */
function fileOf(header: unknown, values: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

function codeOf(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes);
    return 'none';
  } catch (error) {
    if (error instanceof NetworkError) {
      return error.code;
    }
    throw error;
  }
}

const sample = encodeSafetensors(
  new Map<string, Tensor>([
    ['conv.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, NaN, Infinity, 1e-40) }],
    ['conv.bias', { shape: [2], data: Float32Array.of(7, 8) }],
    ['scalar', { shape: [], data: Float32Array.of(9) }],
  ]),
  { step: '12' },
);

describe('safetensors', () => {
  it('gives back every tensor and note', () => {
    fc.assert(
      fc.property(weights, fc.dictionary(fc.string(), fc.string()), (given, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(given, metadata));
        expect(new Set(read.weights.keys())).to.deep.equal(new Set(given.keys()));
        for (const [key, { shape, data }] of given) {
          expect(read.weights.get(key)?.shape).to.deep.equal(shape);
          expect(read.weights.get(key)?.data).to.deep.equal(data);
        }
        expect(Object.entries(read.metadata).sort()).to.deep.equal(Object.entries(metadata).sort());
      }),
    );
  });

  it('writes the same bytes whatever the order of insertion, with an aligned header', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const bytes = encodeSafetensors(given, { b: '1', a: '2' });
        const reversed = new Map([...given].reverse());
        expect(encodeSafetensors(reversed, { a: '2', b: '1' })).to.deep.equal(bytes);
        expect(bytes[0] % 8).to.equal(0);
      }),
    );
  });

  it('writes the published layout', () => {
    const bytes = encodeSafetensors(new Map([['w', { shape: [1, 2], data: Float32Array.of(1, -2) }]]));
    const header = '{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    expect(bytes[0]).to.equal(56);
    expect(new TextDecoder().decode(bytes.subarray(8, 64))).to.equal(header.padEnd(56));
    expect([...bytes.subarray(8 + bytes[0])]).to.deep.equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('reads half, bfloat16 and double precision', () => {
    const cases: [string, number[], number[]][] = [
      [
        'F16',
        [0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x7c],
        [1, -2, 65504, 2 ** -24, Infinity],
      ],
      ['BF16', [0x80, 0x3f, 0x20, 0xc1, 0x80, 0x7f], [1, -10, Infinity]],
      ['F64', [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], [-1.5]],
    ];
    for (const [dtype, bytes, values] of cases) {
      const header = { x: { dtype, shape: [values.length], data_offsets: [0, bytes.length] } };
      const read = decodeSafetensors(fileOf(header, Uint8Array.from(bytes))).weights.get('x');
      expect([...(read?.data ?? [])], dtype).to.deep.equal(values);
    }
  });

  it('reads from the middle of a buffer', () => {
    const shifted = new Uint8Array(sample.length + 3);
    shifted.set(sample, 3);
    expect(decodeSafetensors(shifted.subarray(3)).weights.get('conv.bias')?.data).to.deep.equal(
      Float32Array.of(7, 8),
    );
  });

  it('refuses a file that is cut anywhere', () => {
    for (let length = 0; length < sample.length; length++) {
      expect(codeOf(sample.subarray(0, length)), `${length} bytes`).to.equal('SAFETENSORS_INVALID');
    }
  });

  it('refuses headers that promise what is not there', () => {
    const four = new Uint8Array(4);
    const entry = (changes: object): object => ({
      x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...changes },
    });
    const huge = new Uint8Array(8).fill(0xff);
    const files: [string, Uint8Array][] = [
      ['no object', fileOf('[]')],
      ['no JSON', fileOf('{')],
      ['deep nesting', fileOf('['.repeat(100_000))],
      ['header beyond any limit', huge],
      ['a negative size', fileOf(entry({ shape: [-1] }), four)],
      ['a fraction', fileOf(entry({ shape: [0.5] }), four)],
      ['a size that overflows', fileOf(entry({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), four)],
      ['a shape that needs more', fileOf(entry({ shape: [2] }), four)],
      ['a gap', fileOf(entry({ data_offsets: [4, 8] }), new Uint8Array(8))],
      ['bytes left over', fileOf(entry({}), new Uint8Array(8))],
      ['bytes missing', fileOf(entry({}))],
      ['an overlap', fileOf({ ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, four)],
      ['three offsets', fileOf(entry({ data_offsets: [0, 4, 4] }), four)],
      ['no dtype', fileOf(entry({ dtype: 1 }), four)],
      ['notes that are no text', fileOf({ __metadata__: { a: 1 } })],
    ];
    for (const [what, bytes] of files) {
      expect(codeOf(bytes), what).to.equal('SAFETENSORS_INVALID');
    }
    expect(codeOf(fileOf(entry({ dtype: 'I64', data_offsets: [0, 8] }), new Uint8Array(8)))).to.equal(
      'SAFETENSORS_DTYPE',
    );
  });

  it('passes over tensors that are not wanted, of whatever type', () => {
    const header = {
      steps: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
      x: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
    };
    const bytes = fileOf(header, new Uint8Array(12));
    const { weights: read } = decodeSafetensors(bytes, (name) => name !== 'steps');
    expect([...read.keys()]).to.deep.equal(['x']);
    const backwards = { ...header, steps: { ...header.steps, data_offsets: [12, 0] } };
    expect(() => decodeSafetensors(fileOf(backwards, new Uint8Array(0)), (name) => name !== 'steps'))
      .to.throw(NetworkError)
      .with.property('code', 'SAFETENSORS_INVALID');
  });

  it('meets any damage with an answer or a NetworkError', () => {
    const damage = fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(sample.length), (changes, length) => {
        const bytes = sample.slice();
        for (const [at, value] of changes) {
          bytes[at] = value;
        }
        codeOf(bytes);
        codeOf(bytes.subarray(0, length));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array(), (header, values) => void codeOf(fileOf(header, values))),
    );
  });

  it('refuses to write a tensor that does not fill its shape, or the reserved name', () => {
    const short = { shape: [3], data: new Float32Array(2) };
    expect(() => encodeSafetensors(new Map([['x', short]])))
      .to.throw(NetworkError, '2 values')
      .with.property('code', 'WEIGHTS_SHAPE');
    expect(() => encodeSafetensors(new Map([['__metadata__', { shape: [0], data: new Float32Array() }]])))
      .to.throw(NetworkError)
      .with.property('code', 'WEIGHTS_NAME');
  });
});

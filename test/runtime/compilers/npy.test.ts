import { expect } from 'chai';
import fc from 'fast-check';
import { decodeNpy, encodeNpy } from '../../../runtime/compilers/npy.js';

describe("NumPy's format", () => {
  it('gives back what was written, its data aligned as the format asks', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shape, fc.float({ noNaN: true }), (sizes, value) => {
        const length = sizes.reduce((product, size) => product * size, 1);
        const tensor = { shape: sizes, data: Float32Array.from({ length }, (_, i) => value + i) };
        const bytes = encodeNpy(tensor);
        expect((bytes.length - 4 * length) % 64).to.equal(0);
        expect(decodeNpy(bytes)).to.deep.equal(tensor);
      }),
    );
  });

  it('reads classes, which are integers', () => {
    const header = "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2), }\n";
    const values = Buffer.alloc(16);
    values.writeBigInt64LE(3n, 0);
    values.writeBigInt64LE(-1n, 8);
    const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00`, 'latin1');
    const { shape, data } = decodeNpy(Buffer.concat([start, Buffer.from(header), values]));
    expect(shape).to.deep.equal([1, 2]);
    expect([...data]).to.deep.equal([3, -1]);
  });
});

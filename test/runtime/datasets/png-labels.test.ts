import { deflateSync } from 'node:zlib';

import { expect } from 'chai';
import fc from 'fast-check';
import sharp from 'sharp';

import { decodePngLabels } from '../../../runtime/datasets/png-labels.js';
import { writePng } from './write-png.js';

async function failure(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('PNG labels', () => {
  it('reads what sharp writes in grey, filtered in any way', async () => {
    const pixels = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          values: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(pixels, fc.boolean(), async ({ width, height, values }, adaptiveFiltering) => {
        const file = await sharp(values, { raw: { width, height, channels: 1 } })
          .toColourspace('b-w')
          .png({ adaptiveFiltering })
          .toBuffer();
        expect(await decodePngLabels(file)).to.deep.equal({ width, height, values });
      }),
      { numRuns: 50 },
    );
  });

  it('undoes every filter', async () => {
    const width = 4;
    const rows = Array.from({ length: 10 }, (_, y) =>
      Array.from({ length: width }, (__, x) => (y * 37 + x * 91) % 256),
    );
    const file = writePng({ width, rows, bits: 8, kind: 0, filterOf: (y) => y % 5 });
    expect([...(await decodePngLabels(file)).values]).to.deep.equal(rows.flat());
  });

  it('returns the indices of a palette and of grey levels of less than 8 bits, not their colours', async () => {
    for (const kind of [0, 3] as const) {
      for (const bits of [1, 2, 4, 8] as const) {
        const top = 2 ** bits - 1;
        const rows = [
          [0, top, 1, 0, top],
          [1, 0, top, 1, 1],
        ];
        const file = writePng({ width: 5, rows, bits, kind });
        expect([...(await decodePngLabels(file)).values], `${kind} ${bits}`).to.deep.equal(rows.flat());
      }
    }
  });

  it('reads grey levels spelled as colours, and refuses colours', async () => {
    const grey = await sharp(Buffer.from([5, 5, 5, 9, 9, 9]), { raw: { width: 2, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    expect([...(await decodePngLabels(grey)).values]).to.deep.equal([5, 9]);
    const red = await sharp(Buffer.from([5, 5, 5, 200, 0, 0]), { raw: { width: 2, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    expect(await failure(decodePngLabels(red)))
      .to.contain('x=1, y=0')
      .and.contain('200, 0, 0');
  });

  it('refuses 16 bits and interlacing, saying so', async () => {
    const deep = writePng({ width: 1, rows: [[0]], bits: 16, kind: 0 });
    expect(await failure(decodePngLabels(deep))).to.contain('16 bits');
    const woven = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'black' } })
      .png({ progressive: true })
      .toBuffer();
    expect(await failure(decodePngLabels(woven))).to.contain('interlaced');
  });

  it('refuses pixels that are too few, too many or of an unknown filter', async () => {
    const rows = [[1, 2, 3]];
    const good = { width: 3, rows, bits: 8, kind: 0 } as const;
    for (const data of [deflateSync(Buffer.alloc(3)), deflateSync(Buffer.alloc(1e6)), Buffer.from('noise')]) {
      expect(await failure(decodePngLabels(writePng({ ...good, data })))).not.to.equal('none');
    }
    const unknown = writePng({ ...good, data: deflateSync(Buffer.from([5, 1, 2, 3])) });
    expect(await failure(decodePngLabels(unknown))).to.contain('filter 5');
  });

  it('meets any damage with an answer or an error', async () => {
    const file = writePng({ width: 5, rows: [[0, 1, 2, 3, 4]], bits: 8, kind: 3 });
    for (let length = 0; length < file.length; length++) {
      expect(await failure(decodePngLabels(file.subarray(0, length)))).not.to.equal('none');
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Uint8Array.from(file);
        damaged[at] = value;
        await failure(decodePngLabels(damaged));
      }),
    );
  });
});

import { expect } from 'chai';
import sharp from 'sharp';
import { classColour } from '../../../runtime/report/class-colour.js';
import { renderReport } from '../../../runtime/report/html.js';
import { imagePicture, labelPicture } from '../../../runtime/report/sample-pictures.js';
import type { SamplesRecord } from '../../../runtime/report/samples.js';
import { fixture } from './fixture.js';

describe('pictures of samples', () => {
  it('have the colours of the classes, grey where nothing counts', async () => {
    const png = await labelPicture(Uint8Array.of(0, 1, 2, 255), { width: 2, height: 2 });
    const { data, info } = await sharp(Buffer.from(png, 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).to.deep.equal([2, 2]);
    expect([...data]).to.deep.equal([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 128]);
  });

  it('give each of 256 classes but the one that does not count a colour of its own', () => {
    const colours = new Set(Array.from({ length: 255 }, (_, label) => classColour(label).join()));
    expect(colours.size).to.equal(255);
  });

  it('are small however large the image is, and never mix labels', async () => {
    const size = { width: 2048, height: 1024 };
    const labels = new Uint8Array(size.width * size.height).map((_, index) => (index % 7 === 0 ? 1 : 3));
    const { data, info } = await sharp(Buffer.from(await labelPicture(labels, size), 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).to.deep.equal([256, 128]);
    const colours = new Set<string>();
    for (let at = 0; at < data.length; at += 3) colours.add([...data.subarray(at, at + 3)].join());
    const known = [1, 3].map((label) => classColour(label).join());
    for (const colour of colours) expect(known).to.include(colour);
    const image = await imagePicture(new Uint8Array(3 * labels.length).fill(90), size);
    expect(Buffer.from(image, 'base64').length).to.be.below(100_000);
  });

  it('stand in the report with what they show, no name becoming markup', () => {
    const evil = `"><script>alert('1')</script>`;
    const pictures: SamplesRecord[] = [
      {
        dataset: evil,
        classes: ['background', evil],
        samples: [
          {
            index: 12,
            width: 64,
            height: 64,
            image: 'AAAA',
            truth: 'BBBB',
            present: [0, 1],
            predictions: [{ network: evil, picture: 'CCCC', accuracy: 0.913 }],
          },
        ],
      },
    ];
    const page = renderReport(fixture(), { pictures });
    expect(page.match(/<img\s/g)).to.have.length(3);
    expect(page.match(/<img\s[^>]*alt="[^"]+"/g)).to.have.length(3);
    expect(page).to.include('91.30 %').and.not.include('<script');
    const failed = renderReport(fixture(), { failure: evil });
    expect(failed).to.include('They could not be made').and.not.include('<script');
  });
});

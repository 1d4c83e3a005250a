import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { describeNetwork } from '../../../core/network/description.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import { drawNetwork } from '../../../runtime/picture/draw.js';
import { launchBrowser } from '../../browser.js';

const HOSTILE = '</text><script>document.title="taken"</script>\u0000\uD800&"';

function conv(name: string, input: string): Layer {
  return {
    name,
    kind: 'conv',
    inputs: [input],
    outChannels: 4,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 1, left: 1, bottom: 1, right: 1 },
    groups: 1,
    bias: false,
  };
}

describe('the picture of a network', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => complaints.push(`request for ${request.url()}`));
  });

  after(() => browser.close());

  /** Shown as a file of its own, not inside a page: it must be XML, and needs nothing else. */
  async function show(network: Network, protect: readonly string[] = []) {
    const description = describeNetwork(network, { protect });
    const svg = await drawNetwork(HOSTILE, network, description);
    const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    complaints.length = 0;
    await page.goto(address);
    expect(await page.locator('parsererror').count()).to.equal(0);
    expect(complaints.filter((complaint) => !complaint.includes('data:'))).to.deep.equal([]);
    return description;
  }

  /** `all` finds elements, `place` says where one is. */
  function inPage(expression: string): Promise<unknown> {
    return page.evaluate(`{
      const all = (selector) => [...document.querySelectorAll(selector)];
      const place = (element) => element.getBoundingClientRect();
      ${expression}
    }`);
  }

  it('has an entry a channel group in its legend, and every box inside the picture', async () => {
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet50', width: 0.25, input: { height: 64, width: 64 } },
      5,
    );
    const { groups } = await show(network, ['aspp.*']);
    const entries = page.locator('.legend .entry');
    expect(
      await inPage(`all('.legend .entry').map((entry) => entry.getAttribute('data-group'))`),
    ).to.deep.equal(groups.map(({ id }) => id));
    const texts = await entries.allTextContents();
    groups.forEach(({ channels, prunable }, index) => {
      expect(texts[index]).to.contain(`${channels} channels`);
      expect(texts[index].includes('frozen')).to.equal(!prunable);
    });
    const outside = `all('.box, .entry').filter((part) => {
      const [picture, { left, top, right, bottom }] = [document.documentElement, part].map(place);
      return left < 0 || top < 0 || right > picture.right || bottom > picture.bottom;
    }).length`;
    expect(await inPage(outside)).to.equal(0);
  });

  it('keeps text inside its box', async () => {
    const boxes = await inPage(`all('.box').map((box) => {
      const { left, right } = place(box.querySelector('rect'));
      return [...box.querySelectorAll('text')].map(place).every((text) => text.left >= left && text.right <= right);
    })`);
    expect(boxes).to.be.an('array').with.length.above(60).and.not.include(false);
  });

  it('paints a group in one look, thick where its channels are made, and frozen ones hatched', async () => {
    const layers: Layer[] = [
      { name: 'image', kind: 'input', inputs: [], channels: 3, height: 8, width: 8 },
      conv('a', 'image'),
      conv('b', 'a'),
      { name: 's', kind: 'add', inputs: ['a', 'b'] },
      conv('c', 's'),
      conv('out', 'c'),
    ];
    await show({ layers, output: 'out' });
    const looks = await inPage(`all('.box').map((box) => {
      const [frame, swatch] = [...box.querySelectorAll('rect')];
      const paints = [frame.getAttribute('fill'), frame.getAttribute('stroke'), swatch.getAttribute('fill')];
      return [box.querySelector('.number').textContent, frame.getAttribute('stroke-width'), ...paints];
    })`);
    const grey = ['#eeeeee', '#757575', 'url(#frozen)'];
    const blue = ['#cce3f0', '#005686', '#0072b2'];
    const orange = ['#faeccc', '#ad7700', '#e69f00'];
    expect(looks).to.deep.equal([
      ['1', '2.5', ...grey],
      ['2', '2.5', ...blue],
      ['2', '2.5', ...blue],
      ['2', '1', ...blue],
      ['3', '2.5', ...orange],
      ['4', '2.5', ...grey],
    ]);
    expect(await page.locator('path[stroke="#005686"][stroke-width="2.4"]').count()).to.equal(2);
  });

  it('escapes names, and leaves out what XML has no place for', async () => {
    const layers: Layer[] = [
      { name: HOSTILE, kind: 'input', inputs: [], channels: 3, height: 8, width: 8 },
      conv('out', HOSTILE),
    ];
    await show({ layers, output: 'out' });
    expect(await page.locator('script').count()).to.equal(0);
    expect(await page.locator('.box title').first().textContent()).to.contain('<script>');
    expect(await page.title()).to.not.equal('taken');
  });
});

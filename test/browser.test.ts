import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.js';

describe('the browser for tests', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  after(() => browser?.close());

  it('draws text and SVG', async () => {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 200, height: 100 } });
    await page.setContent(
      '<svg width="50" height="20"><rect width="50" height="20"/></svg><span>espalier</span>',
    );
    const box = await page.locator('rect').boundingBox();
    expect(box).to.include({ width: 50, height: 20 });
    const text = await page.locator('span').boundingBox();
    expect(text?.width).to.be.greaterThan(30);
    expect((await page.screenshot()).subarray(1, 4).toString()).to.equal('PNG');
  });
});

import chromium from '@sparticuz/chromium';
import { expect } from 'chai';
import { type Browser, chromium as playwright, type Page } from 'playwright-core';
import { formatMetric } from '../../../core/metrics/format.js';
import { renderReport } from '../../../runtime/report/html.js';
import { sensitivityCsv } from '../../../runtime/report/tables.js';
import { fixture, sensitivity } from './fixture.js';

describe('the sensitivity of a network in the report', function () {
  this.timeout(120_000);

  const measured = sensitivity();
  const record = { ...fixture(), searches: [], solutions: [], sensitivities: [measured] };
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      args: chromium.args,
    });
    page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await page.setContent(renderReport(record));
  });

  after(() => browser.close());

  it('is drawn point by point, the whole network too, green where it costs little and red where not', async () => {
    const points = measured.groups.flatMap(({ points }) => points).filter(({ miou }) => miou !== undefined);
    const costly = points.filter(({ miou = 0 }) => 100 * (measured.baseline - miou) > measured.maxLoss);
    const drawn = (colour: string) => page.locator(`figure .wide .point[fill="var(${colour})"] title`);
    expect(await drawn('--final').count()).to.equal(costly.length);
    expect(await drawn('--tuned').count()).to.equal(points.length + measured.groups.length - costly.length);
    const [first] = await drawn('--final').allTextContents();
    expect(first).to.match(/^\S+, \d+ % pruned, \d+ of \d+ channels: mIoU \d+\.\d\d %$/);
  });

  it('has its numbers in the table, with what failed and what may go', async () => {
    for (const { id, points, minRatio } of measured.groups) {
      const cells = page.locator(`#sensitivity0-table tr[data-group="${id}"] td`);
      const texts = (await cells.allInnerTexts()).map((text) => text.trim());
      const expected = points.map(({ miou }) => (miou === undefined ? 'failed' : formatMetric('miou', miou)));
      expect(texts.slice(1, -1)).to.deep.equal(expected);
      expect(texts.at(-1)).to.equal(`${String(100 * (1 - minRatio))} %`);
    }
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
    expect(await page.locator('figure .narrow svg:visible').count()).to.equal(1);
    await page.setViewportSize({ width: 1000, height: 800 });
  });

  it('lets no name become markup', () => {
    const evil = `"><script>alert('1')</script>`;
    const groups = measured.groups.map((group) => ({
      ...group,
      id: evil,
      points: group.points.map((point) => ({ ...point, miou: undefined, reason: evil })),
    }));
    const sensitivities = [{ ...measured, step: evil, ranking: evil, groups }];
    expect(renderReport({ ...record, sensitivities })).to.not.include('<script');
  });

  it('comes as CSV, a row a group and pruning ratio', () => {
    const [header, ...rows] = sensitivityCsv(record).trimEnd().split('\r\n');
    expect(header).to.equal('step,group,channels,ratio,kept,miou,loss,reason');
    expect(rows).to.have.length(measured.groups.length * measured.ratios.length);
    expect(rows[0]).to.equal(`probe,backbone.stem.conv,16,0.25,12,${String(measured.baseline)},0,`);
    expect(rows.at(-1)).to.equal('probe,decoder.conv1,64,0.75,16,,,The weights are not finite.');
  });
});

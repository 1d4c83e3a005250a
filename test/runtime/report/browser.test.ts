import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { formatMetric, formatMiouChange } from '../../../core/metrics/format.js';
import type { Metrics } from '../../../core/metrics/metrics.js';
import { renderReport } from '../../../runtime/report/html.js';
import { candidatesOf } from '../../../runtime/report/record.js';
import { launchBrowser } from '../../browser.js';
import { fixture } from './fixture.js';
import { metricCells, openPage, type MetricCell } from './opened.js';

describe('the report in a browser', function () {
  this.timeout(120_000);

  const record = fixture();
  const [search] = record.searches;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  before(async () => {
    browser = await launchBrowser();
    ({ page, complaints } = await openPage(browser));
    await page.setContent(renderReport(record));
  });

  after(() => browser.close());

  it('asks for nothing and complains of nothing', () => {
    expect(complaints).to.deep.equal([]);
  });

  it('shows its figures, one drawing each', async () => {
    expect(await page.locator('figure:visible').count()).to.equal(2);
    expect(await page.locator('figure svg:visible').count()).to.equal(2);
    const box = await page.locator('figure svg:visible').first().boundingBox();
    expect(box?.width).to.be.greaterThan(700);
    expect(box?.height).to.be.greaterThan(300);
  });

  it('draws every point of the final front in red and every fine-tuned solution in green, each with its title', async () => {
    const titles = (colour: string) =>
      page.locator(`figure .wide .point[fill="var(${colour})"] title`).allTextContents();
    const ids = (await titles('--final')).map((title) => Number(/^Candidate (\d+),/.exec(title)?.[1]));
    expect(ids.sort((a, b) => a - b)).to.deep.equal([...search.front].sort((a, b) => a - b));
    expect(await titles('--tuned')).to.deep.equal(
      record.solutions.map(
        ({ name, finetuned }) =>
          `${name}, fine-tuned: mIoU ${formatMetric('miou', finetuned?.miou)}, ` +
          `Latency (edge) ${formatMetric('latency.edge', finetuned?.['latency.edge'])}`,
      ),
    );
  });

  it('paints the front in the colour of the scheme', async () => {
    const point = 'figure .wide .point[fill="var(--final)"]';
    const fill = () => page.evaluate(`getComputedStyle(document.querySelector('${point}')).fill`);
    expect(await fill()).to.equal('rgb(200, 35, 44)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await fill()).to.equal('rgb(255, 107, 107)');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('has the numbers of the record in the table of solutions', async () => {
    for (const { name, pruned, finetuned } of record.solutions) {
      const cells = await readCells(page, `#solution-table tr[data-solution="${name}"]`);
      expect(cells.miou.map(({ value }) => value)).to.deep.equal([pruned.miou, finetuned?.miou]);
      expectCells(cells, { ...pruned, ...finetuned }, ['latency.edge', 'ops', 'params']);
    }
  });

  it('compares pruned and fine-tuned networks with the baseline on the images that each was judged on', async () => {
    const [{ name, baseline, pruned, unpruned, finetuned }] = record.solutions;
    const before = await readCells(page, '#solution-table tr.baseline');
    expect(before.miou.map(({ value }) => value)).to.deep.equal([baseline.miou, unpruned?.miou]);
    const { miou } = await readCells(page, `#solution-table tr[data-solution="${name}"]`);
    expect(miou[0].text).to.include(formatMiouChange(baseline.miou, pruned.miou));
    expect(miou[1].text).to.include(formatMiouChange(unpruned?.miou, finetuned?.miou));
  });

  it('has the numbers of the record in the table of the front', async () => {
    for (const { id, metrics } of candidatesOf(search, search.front)) {
      const cells = await readCells(page, `#search0-front-table tr[data-candidate="${id}"]`);
      expectCells(cells, metrics, ['miou', 'latency.edge', 'ops', 'params']);
    }
  });

  it('has the channels that each solution keeps', async () => {
    const rows = await page.locator('.channels tbody tr').count();
    expect(rows).to.equal(search.groups.length);
    const kept = await page.locator('.channels td.bar').allTextContents();
    const expected = search.groups.flatMap(({ id }) => record.solutions.map((solution) => solution.kept[id]));
    expect(kept.map(Number)).to.deep.equal(expected);
  });

  it('fits a phone: nothing wider than the screen, and drawings made for it', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
    expect(await page.locator('figure .narrow svg:visible').count()).to.equal(2);
    expect(await page.locator('figure .wide svg:visible').count()).to.equal(0);
  });
});

/** The cells of a row, by metric. */
async function readCells(page: Page, row: string): Promise<Record<string, MetricCell[]>> {
  const cells: Record<string, MetricCell[]> = {};
  for (const cell of await metricCells(page, row)) (cells[cell.metric] ??= []).push(cell);
  return cells;
}

function expectCells(cells: Record<string, MetricCell[]>, metrics: Metrics, names: readonly string[]): void {
  for (const name of names) {
    const [cell] = cells[name];
    expect(cell.value).to.equal(metrics[name]);
    expect(cell.text.startsWith(formatMetric(name, metrics[name])), `${cell.text}: ${name}`).to.equal(true);
  }
}

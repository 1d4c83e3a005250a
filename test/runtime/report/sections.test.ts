import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { rankCorrelation } from '../../../core/metrics/rank-correlation.js';
import { formatMetric } from '../../../core/metrics/format.js';
import { detailTables } from '../../../runtime/report/detail-tables.js';
import { renderReport } from '../../../runtime/report/html.js';
import { lineageOf } from '../../../runtime/report/lineage.js';
import { roundRange } from '../../../runtime/report/round-range.js';
import { launchBrowser } from '../../browser.js';
import { fullFixture } from './fixture.js';
import { openPage } from './opened.js';

describe('a report with all that it can have', function () {
  this.timeout(120_000);

  const record = fullFixture();
  const [search, second] = record.searches;
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

  it('has a panel for each search, on the same axes', async () => {
    const titles = await page.locator('#searches .wide .point title').allTextContents();
    for (const { step, front } of [search, second]) {
      const own = titles.filter((title) => title.startsWith(`${step}, Candidate`));
      expect(own.length).to.be.at.least(front.length);
    }
    expect(await page.locator('#searches .wide svg').count()).to.equal(2);
  });

  it('has what searches prune, group by group', async () => {
    const titles = await page.locator('#searches .wide .point title').allTextContents();
    const [{ name, kept }] = record.solutions;
    for (const { id, channels } of search.groups) {
      const share = (100 * (1 - kept[id] / channels)).toFixed(1);
      const expected = `${name}, ${id}: ${share} % pruned, ${String(kept[id])} of ${String(channels)} channels`;
      expect(titles).to.include(expected);
    }
  });

  it('draws every measured candidate that has an mIoU, each solution and the baseline once', async () => {
    const titles = await page.locator('#measured .wide .point title').allTextContents();
    const judged = (each: typeof search) =>
      each.generations.flatMap(({ candidates }) => candidates).filter(({ metrics }) => 'miou' in metrics);
    expect(titles.filter((title) => title.startsWith('Candidate'))).to.have.length(
      judged(search).length + judged(second).length,
    );
    expect(titles.filter((title) => title.startsWith('Baseline'))).to.have.length(1);
  });

  it('says how well what costs no measuring ranks what was measured, of all that was', async () => {
    const all = [search, second].flatMap(({ generations }) => generations.flatMap((each) => each.candidates));
    const pairs = all.map(({ metrics }) => [metrics['latency.edge'], metrics['latency.board']]);
    const expected = rankCorrelation(
      pairs.map(([edge]) => edge),
      pairs.map(([, board]) => board),
    );
    const told = await page.locator('#measured figcaption').innerText();
    expect(told).to.include(`over ${String(all.length)} candidates`);
    expect(told)
      .to.include(`Latency (edge) ${expected?.toFixed(2) ?? ''}`)
      .and.not.include('Latency (board) ');
    const rows = detailTables(record)['predictors.csv'].trim().split('\n');
    expect(rows).to.include(`board,latency.edge,${String(expected)},${String(all.length)}`);
  });

  it('has the IoU of each class, and nothing where there is none', async () => {
    const [{ classIou }] = record.solutions;
    for (const [index, name] of (classIou?.classes ?? []).entries()) {
      const cells = page.locator(`.class-table tr[data-class="${name}"] td`);
      const texts = (await cells.allInnerTexts()).map((text) => text.split(/\s{1,}[+−±]/)[0].trim());
      const values = [
        classIou?.baseline?.[index],
        ...record.solutions.map((each) => each.classIou?.finetuned?.[index]),
      ];
      expect(texts.map((text) => text.replace(/\s*–$/, '') || '–')).to.deep.equal(
        values.map((value) => formatMetric('miou', value ?? undefined)),
      );
    }
  });

  it('tells of each layer what limits it', async () => {
    const titles = await page.locator('#layers .wide .point title').allTextContents();
    const expected = (record.layers ?? []).flatMap(({ network, layers }) =>
      layers.map(({ name, bound }) => ({ start: `${network}, ${name}: `, bound })),
    );
    expect(titles).to.have.length(expected.length);
    for (const { start, bound } of expected) {
      const title = titles.find((each) => each.startsWith(start));
      expect(title).to.include(bound === 'memory' ? 'external memory' : 'limited by compute');
    }
  });

  it('shows where a solution comes from, down to the first generation', async () => {
    const [{ candidate }] = record.solutions;
    const ancestors = lineageOf(search, candidate);
    expect(ancestors.at(-1)?.candidate.id).to.equal(candidate);
    const known = new Set(ancestors.map((each) => each.candidate.id));
    for (const { parents, candidate: each } of ancestors) {
      expect(parents.every(({ id }) => known.has(id) && id < each.id)).to.equal(true);
      if (each.origin?.kind === 'bred') expect(parents).to.have.length.at.least(1);
      else expect(parents).to.deep.equal([]);
    }
    const details = page.locator('#search0 details').first();
    await details.locator('summary').press('Enter');
    expect(await details.locator('tbody tr').count()).to.equal(ancestors.length);
  });

  it('is read by keyboard and screen reader: headings in order, named drawings, headed tables, links that lead', async () => {
    const list = async (script: string): Promise<readonly string[]> =>
      String(await page.evaluate(`${script}.join('\\n')`)).split('\n');
    const levels = await list("[...document.querySelectorAll('h1, h2, h3')].map((each) => each.tagName)");
    expect(levels.filter((level) => level === 'H1')).to.have.length(1);
    expect(levels[0]).to.equal('H1');
    levels.forEach((level, index) => {
      if (index > 0) expect(Number(level[1]) - Number(levels[index - 1][1])).to.be.at.most(1);
    });
    expect(await page.locator('svg:not([role="img"][aria-label])').count()).to.equal(0);
    expect(await page.locator('th:not([scope])').count()).to.equal(0);
    expect(await page.locator('.scroll:not([tabindex="0"][aria-label])').count()).to.equal(0);
    const links = `[...document.querySelectorAll('a[href^="#"]')]`;
    const targets = await list(`${links}.map((each) => each.getAttribute('href'))`);
    expect(targets.length).to.be.at.least(8);
    for (const target of targets) expect(await page.locator(target).count()).to.equal(1);
  });

  it('fits a phone and a sheet of paper', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
    await page.setViewportSize({ width: 720, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const background = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(background)).to.equal('rgb(255, 255, 255)');
    expect(await page.locator('nav:visible').count()).to.equal(0);
    await page.emulateMedia({ media: 'screen' });
  });

  it('comes as CSV, a row for each candidate, generation, class and layer', () => {
    const tables = detailTables(record);
    const rows = (name: string): number => tables[name].trimEnd().split('\r\n').length - 1;
    const count = (each: typeof search) => each.generations.flatMap(({ candidates }) => candidates).length;
    expect(rows('candidates.csv')).to.equal(count(search) + count(second));
    expect(rows('generations.csv')).to.equal(search.generations.length + second.generations.length);
    expect(rows('classes.csv')).to.equal(record.solutions.length * 4);
    expect(rows('layers.csv')).to.equal(24);
    expect(tables['candidates.csv']).to.match(/,bred,\d+,\d+,false,/);
  });
});

describe('roundRange', () => {
  it('holds all values between ends on whole steps', () => {
    expect(roundRange([13, 92])).to.deep.equal([0, 100]);
    expect(roundRange([4.9, 6.6])).to.deep.equal([4.5, 7]);
    expect(roundRange([])).to.deep.equal([0, 1]);
    const [low, high] = roundRange([3, 3]);
    expect(low).to.be.at.most(3);
    expect(high).to.be.above(3);
  });
});

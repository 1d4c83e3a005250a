import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { compareRuns } from '../../../runtime/report/comparison.js';
import { renderComparison } from '../../../runtime/report/comparison-page.js';
import type { RunRecord } from '../../../runtime/report/record.js';
import { launchBrowser } from '../../browser.js';
import { fixture } from './fixture.js';
import { openPage } from './opened.js';

/** The same run, stopped after some generations. */
function shorter(count: number, workflowId: string): RunRecord {
  const record = fixture();
  const [search] = record.searches;
  const generations = search.generations.slice(0, count);
  const { front } = generations[count - 1];
  return {
    ...record,
    workflowId,
    seed: 8,
    searches: [{ ...search, generations, front }],
    solutions: [],
  };
}

/** The same run on a network whose baseline costs so many times as much, all its candidates what they were. */
function costlier(factor: number): RunRecord {
  const record = fixture();
  const [search] = record.searches;
  const baseline = { ...search.baseline, 'latency.edge': factor * search.baseline['latency.edge'] };
  return { ...record, workflowId: 'costlier', searches: [{ ...search, baseline }] };
}

describe('runs compared', () => {
  it('have hypervolumes at one reference point, whatever their own baselines are', () => {
    const { groups } = compareRuns([fixture(), costlier(2)]);
    const [first, second] = groups[0].searches;
    expect(groups[0].reference['latency.edge']).to.equal(2 * first.baseline['latency.edge']);
    expect(second.hypervolume).to.equal(first.hypervolume);
    expect(second.change).to.equal(0);
  });

  it('lose hypervolume with fewer generations, and end where their last generation did', () => {
    const { groups } = compareRuns([fixture(), shorter(2, 'short')]);
    const [whole, part] = groups[0].searches;
    expect(part.hypervolume).to.be.below(Number(whole.hypervolume));
    expect(part.change).to.be.below(0);
    expect(part.hypervolumes).to.deep.equal(whole.hypervolumes.slice(0, 2));
    expect(whole.hypervolumes.at(-1)).to.equal(whole.hypervolume);
  });

  it('tell what differs and nothing else, and runs of the same name apart', () => {
    const { runs, differences } = compareRuns([fixture(), shorter(2, fixture().workflowId)]);
    expect(runs).to.deep.equal(['quickstart-7-20260131', 'quickstart-7-20260131 (2)']);
    expect(Object.fromEntries(differences.map(({ fact, values }) => [fact, values]))).to.deep.equal({
      seed: ['7', '8'],
      'search: generations': ['10', '2'],
    });
    expect(compareRuns([fixture(), fixture()]).differences).to.deep.equal([]);
  });

  it('are grouped by objectives, and have no hypervolume where a baseline is not above 0', () => {
    const record = fixture();
    const [search] = record.searches;
    const other = { ...search, step: 'other', objectives: [search.objectives[0]] };
    expect(compareRuns([{ ...record, searches: [search, other] }]).groups).to.have.length(2);
    const { groups } = compareRuns([costlier(0)]);
    expect(groups[0].searches[0].hypervolume).to.equal(undefined);
    expect(renderComparison(compareRuns([costlier(0)]))).to.not.match(/NaN|Infinity|undefined/);
  });

  it('have no name that becomes markup', () => {
    const evil = `"><script>alert('1')</script>`;
    const record = fixture();
    const searches = record.searches.map((search) => ({
      ...search,
      step: evil,
      constraints: [evil],
    }));
    const page = renderComparison(
      compareRuns([{ ...record, workflowId: evil, name: evil, searches }, fixture()]),
    );
    expect(page).to.not.include('<script');
    expect(page).to.include('&lt;script&gt;');
  });
});

describe('the page of a comparison in a browser', function () {
  this.timeout(120_000);

  const comparison = compareRuns([fixture(), shorter(3, 'short')]);
  const [{ searches }] = comparison.groups;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  before(async () => {
    browser = await launchBrowser();
    ({ page, complaints } = await openPage(browser));
    await page.setContent(renderComparison(comparison));
  });

  after(() => browser.close());

  it('draws every point of every front and every hypervolume, without complaint', async () => {
    expect(complaints).to.deep.equal([]);
    const count = (figure: number) => page.locator(`figure >> nth=${figure}`).locator('.wide .point').count();
    expect(await count(0)).to.equal(searches.reduce((sum, { front }) => sum + front.length, 0));
    expect(await count(1)).to.equal(13);
  });

  it('has the numbers of the comparison', async () => {
    for (const { run, step, hypervolume, best } of searches) {
      const row = page.locator(`tr[data-search="${run}, ${step}"] td`);
      const values = await Promise.all((await row.all()).map((cell) => cell.getAttribute('data-value')));
      expect(Number(values[0])).to.equal(hypervolume);
      expect(values.slice(2, 4).map(Number)).to.deep.equal([best.miou, best['latency.edge']]);
    }
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
  });
});

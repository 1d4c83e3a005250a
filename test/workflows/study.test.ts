import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { isMap, parseDocument } from 'yaml';
import { formatMetric } from '../../core/metrics/format.js';
import { projectRoot } from '../../runtime/project.js';
import { isRunRecord, type RunRecord } from '../../runtime/report/record.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { launchBrowser } from '../browser.js';
import { startTestCluster, type TestCluster } from '../cluster.js';
import { metricCells, openPage } from '../runtime/report/opened.js';

/** Settings that decide how long a step takes, at what a test has time for. */
const SHORT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  search: { population: 4, generations: 2, evaluation: { images: 8, recalibrationImages: 8 } },
  finetune: { epochs: 1 },
  select: { count: 1 },
  compile: { evaluationImages: 2 },
};
/** Those of a search by matrix come from an input. */
const SIZES = '[[3, 1], [4, 1], [3, 2], [4, 2]]';

describe("the study's pipelines", function () {
  this.timeout(180_000);
  let cluster: TestCluster;
  let browser: Browser;

  before(async () => {
    [cluster, browser] = await Promise.all([startTestCluster(2), launchBrowser()]);
  });

  after(() => Promise.all([cluster.stop(), browser.close()]));

  it('figure-2: a panel for each size, with its front and what was fine-tuned of it', async () => {
    const { record, page } = await reported('figure-2');
    expect(
      record.searches.map(({ evolution, generations }) => [evolution?.population, generations.length]),
    ).to.deep.equal([
      [3, 1],
      [4, 1],
      [3, 2],
      [4, 2],
    ]);
    expect(record.solutions.map(({ search }) => search)).to.deep.equal(
      record.searches.map(({ step }) => step),
    );
    const titles = await page.locator('#searches .wide .point title').allTextContents();
    for (const { name } of record.solutions)
      expect(titles.join('\n')).to.include(`${name}, fine-tuned: mIoU`);
    await page.close();
  });

  it('figure-3: what both searches found, measured, and what they prune beside each other', async () => {
    const { record, page } = await reported('figure-3');
    const candidates = record.searches.flatMap(({ generations }) =>
      generations.flatMap((each) => each.candidates),
    );
    expect(candidates.some(({ metrics }) => 'latency.device' in metrics)).to.equal(true);
    expect(record.solutions.map(({ search }) => search)).to.deep.equal(['byModel', 'byOps']);
    for (const { finetuned } of record.solutions) expect(finetuned?.['latency.device']).to.be.above(0);
    expect(await page.locator('#measured figcaption').innerText()).to.match(
      /Rank correlation .*Latency \(model\) -?[01]\.\d\d/,
    );
    const [{ name }] = record.solutions;
    const ratios = await page.locator('#searches .wide .point title').allTextContents();
    expect(
      ratios.filter((title) => title.startsWith(`${name}, `) && title.includes('% pruned')),
    ).to.have.length(record.searches[0].groups.length);
    await page.close();
  });

  it('table-1: the network before pruning and what each search makes of it, with the latency of a batch', async () => {
    const { record, page } = await reported('table-1');
    expect(record.solutions.map(({ search }) => search)).to.deep.equal(['byDevice', 'byOps']);
    const [{ baseline }] = record.solutions;
    // Both searches began with the same network.
    expect(await page.locator('#solution-table tr.baseline').count()).to.equal(1);
    const cell = page.locator('#solution-table tr.baseline td[data-metric="latency.device"]').first();
    expect(await cell.getAttribute('data-value')).to.equal(String(baseline['latency.device']));
    await page.close();
  });

  it('fpga: a program for the accelerator, simulated', async () => {
    const { record, page } = await reported('fpga');
    const [{ programs = [], pruned, baseline }] = record.solutions;
    expect(baseline['latency.arria10'] / pruned['latency.arria10']).to.be.at.least(2.44);
    expect(programs.map(({ backend, precision }) => [backend, precision])).to.deep.equal([
      ['pe-array', 'int16'],
    ]);
    const [{ score }] = programs;
    expect(score?.images).to.equal(2);
    const row = await page.locator('#program-table tbody tr').innerText();
    expect(row)
      .to.include('pe-array')
      .and.to.include(formatMetric('miou', score?.miou.program ?? undefined));
    await page.close();
  });

  /** Runs a pipeline, short, and opens its report: complete, without a complaint, and with the numbers of the results. */
  async function reported(name: string): Promise<{ record: RunRecord; page: Page }> {
    const file = join(cluster.folder, `${name}.yaml`);
    await writeFile(file, await shortened(name));
    const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: name,
      args: [file],
    });
    const folder = join(cluster.folder, 'out', name);
    expect(JSON.stringify(steps.report.outputs)).to.include(join(folder, 'report.html'));
    const record = asRecord(JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')));
    const { page, complaints } = await openPage(browser);
    const address = pathToFileURL(join(folder, 'report.html')).href;
    await page.goto(address);
    expect(complaints).to.deep.equal([`request for ${address}`]);
    await expectDrawn(page);
    await expectTable(page, record);
    return { record, page };
  }
});

/** A shipped pipeline with all that takes time cut down, and nothing else changed. */
async function shortened(name: string): Promise<string> {
  const document = parseDocument(await readFile(join(projectRoot, `pipelines/${name}.yaml`), 'utf8'), {
    merge: true,
  });
  document.setIn(['datasets', 'digits', 'train'], 64);
  document.setIn(['datasets', 'digits', 'validation'], 16);
  if (document.hasIn(['inputs', 'sizes']))
    document.setIn(['inputs', 'sizes', 'default'], parseDocument(SIZES).contents);
  if (document.hasIn(['targets', 'device'])) document.setIn(['targets', 'device', 'repetitions'], 3);
  const steps = document.get('steps');
  if (!isMap(steps)) throw new Error(`${name} has no steps.`);
  for (const { key } of steps.items) {
    const at = ['steps', String(key)];
    const short = SHORT[String(document.getIn([...at, 'uses']))] ?? {};
    const isByMatrix = document.hasIn([...at, 'matrix']);
    for (const [setting, value] of Object.entries(short)) {
      if (isByMatrix && (setting === 'population' || setting === 'generations')) continue;
      document.setIn([...at, 'with', setting], value);
    }
  }
  return document.toString();
}

async function expectDrawn(page: Page): Promise<void> {
  const figures = await page.locator('figure:has(svg):visible').all();
  expect(figures).to.not.have.lengthOf(0);
  for (const figure of figures) {
    const box = await figure.locator('svg:visible').first().boundingBox();
    expect(box?.width).to.be.above(200);
    expect(await figure.locator('svg:visible .point').count()).to.be.above(0);
  }
}

/** Every number in the table of solutions is that of the results, and is written as everywhere. */
async function expectTable(page: Page, { solutions }: RunRecord): Promise<void> {
  expect(solutions).to.not.have.lengthOf(0);
  for (const { name, pruned, finetuned } of solutions) {
    const shown = await metricCells(page, `#solution-table tr[data-solution="${name}"]`);
    const final: Readonly<Record<string, number>> = { ...pruned, ...finetuned };
    const [first, ...others] = shown;
    expect(first).to.include({ metric: 'miou', value: pruned.miou });
    expect(others.map(({ metric }) => metric)).to.include.members(['miou', 'ops', 'params']);
    for (const { metric, value, text } of others) {
      expect(value, `${name}: ${metric}`).to.equal(final[metric]);
      expect(text.startsWith(formatMetric(metric, final[metric])), `${name}: ${text}`).to.equal(true);
    }
  }
}

function asRecord(value: unknown): RunRecord {
  if (isRunRecord(value)) return value;
  throw new Error('The results are no record of a run.');
}

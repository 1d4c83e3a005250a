import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { expect } from 'chai';
import { parsePlan } from '../../core/network/plan-file.js';
import {
  candidatesOf,
  type GroupRecord,
  keptChannels,
  type RunRecord,
  type SensitivityRecord,
} from '../../runtime/report/record.js';
import type { pipeline, PipelineOutput } from '../../workflows/pipeline.js';
import type { SensitivityProgress } from '../../workflows/sensitivity.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

/** Four groups are measured; of one of those, six of twelve channels are the first that may go. */
const TEXT = `${smallSearch(4, 1)
  .replace("constraints: ['latency.edge <= 0.6 * baseline.latency.edge']", 'ranking: taylor')
  .replace('sampling: ladder', 'rankingImages: 32\n      bounds: ${{ steps.probe.bounds }}')}
  probe:
    uses: sensitivity
    with:
      network: \${{ steps.load.network }}
      dataset: digits
      ratios: [0.6, 0.2]
      maxLoss: 3
      roundTo: 6
      protect: ['backbone.*', 'aspp.branch?.conv', 'aspp.image.conv']
      evaluation: { images: 16, recalibrationImages: 16 }
  pick: { uses: select, with: { from: "\${{ steps.search.front }}", count: 1 } }
  report: { uses: report }
`;

describe('a sensitivity step', function () {
  this.timeout(180_000);
  let cluster: TestCluster;
  let output: PipelineOutput;
  let run: RunRecord;
  let record: SensitivityRecord;

  before(async () => {
    cluster = await startTestCluster(2);
    output = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: 'sensitive',
      args: [TEXT],
    });
    const results: unknown = JSON.parse(await readFile(published('results.json'), 'utf8'));
    if (!isRunRecord(results)) throw new Error('The results are no record of a run.');
    run = results;
    [record] = run.sensitivities;
  });

  after(() => cluster.stop());

  function published(name: string): string {
    return join(cluster.folder, 'out/sensitive', name);
  }

  it('measures each group at each ratio, in ascending order, in whole units', () => {
    expect(record.ratios).to.deep.equal([0.2, 0.6]);
    expect(
      record.groups.map(({ id, channels, points }) => [id, channels, ...points.map(({ kept }) => kept)]),
    ).to.deep.equal([
      ['aspp.project.conv', 64, 54, 30],
      ['decoder.reduce.conv', 12, 12, 6],
      ['decoder.refine1.conv', 64, 54, 30],
      ['decoder.refine2.conv', 64, 54, 30],
    ]);
    for (const { points } of record.groups) {
      for (const { miou } of points) expect(miou).to.be.within(0, 1);
    }
  });

  it('takes the whole network for a group that no whole unit may leave, and pays for no plan twice', async () => {
    const [, reduce] = record.groups;
    expect(reduce.points[0].miou).to.equal(record.baseline);
    expect(output.steps.probe.outputs.evaluations).to.deep.equal({ paid: 8, saved: 1 });
    expect(await evaluations(cluster.temporal.client, 'sensitive/probe')).to.equal(8);
  });

  it('bounds the search by what a group may lose', () => {
    expect(output.steps.probe.outputs.bounds).to.deep.equal(
      record.groups.map(({ id, minRatio }) => ({ layers: id, minRatio })),
    );
    const [{ groups, generations }] = run.searches;
    const kept = generations[0].candidates.map(({ genome }) => keptChannels(groups, genome));
    expect(kept).to.have.length(4);
    expect(record.groups.some(({ minRatio }) => minRatio > 0.1)).to.equal(true);
    for (const { id, minRatio, channels } of record.groups) {
      for (const channelsOf of kept) expect(channelsOf[id]).to.be.at.least(minRatio * channels);
    }
  });

  it('tells its progress', async () => {
    const handle = cluster.temporal.client.workflow.getHandle('sensitive/probe');
    const progress = await handle.query<SensitivityProgress>('progress');
    expect(progress).to.deep.equal({ done: 7, total: 7, baseline: record.baseline });
  });

  it('ranks by gradients where the search asks for it, once', async () => {
    const handle = cluster.temporal.client.workflow.getHandle('sensitive/search');
    const { events } = await handle.fetchHistory();
    const names = (events ?? []).map(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name,
    );
    expect(names.filter((name) => name === 'saliency')).to.have.length(1);
  });

  it('leaves its CSV, and the plan of the selected candidate, beside the report', async () => {
    const csv = await readFile(published('sensitivity.csv'), 'utf8');
    expect(csv.trimEnd().split('\r\n')).to.have.length(1 + 8);
    const [{ groups, front }] = run.searches;
    const [name] = (await readdir(published('.'))).filter((file) => file.startsWith('plan-'));
    const [{ genome }] = candidatesOf(run.searches[0], [Number(/^plan-search-(\d+)\.json$/.exec(name)?.[1])]);
    const { keep } = parsePlan(await readFile(published(name), 'utf8'));
    const kept = Object.entries<readonly number[]>(keep).map(([id, channels]) => [id, channels.length]);
    expect(front).to.not.be.empty;
    expect({ ...whole(groups), ...Object.fromEntries(kept) }).to.deep.equal(keptChannels(groups, genome));
  });
});

function whole(groups: readonly GroupRecord[]): Record<string, number> {
  return Object.fromEntries(groups.map(({ id, channels }) => [id, channels]));
}

function isRunRecord(value: unknown): value is RunRecord {
  return typeof value === 'object' && value !== null && 'sensitivities' in value;
}

async function evaluations(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'evaluate',
  ).length;
}

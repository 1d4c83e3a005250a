import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { expect } from 'chai';
import type { GroupSweep } from '../../activities/messages.js';
import { parsePlan } from '../../core/network/plan-file.js';
import {
  candidatesOf,
  type GroupRecord,
  keptChannels,
  type RunRecord,
  type SensitivityRecord,
} from '../../runtime/report/record.js';
import { getJson, putJson } from '../../runtime/store/json.js';
import { openStore } from '../../runtime/store/open.js';
import type { pipeline, PipelineOutput } from '../../workflows/pipeline.js';
import type { sensitivity, SensitivityInput, SensitivityProgress } from '../../workflows/sensitivity.js';
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
    expect(output.steps.probe.outputs.evaluations).to.deep.equal({ paid: 8, cached: 0, saved: 1 });
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

  it('goes on from the memory of an earlier run, and evaluates what that lacks alone', async () => {
    const { client } = cluster.temporal;
    const { input, sweep } = await recorded(client, 'sensitive/probe');
    const plans = sweep.flatMap(({ points }) => points.flatMap(({ plan }) => plan ?? []));
    const [missing, ...others] = new Set(plans);
    const store = openStore(join(cluster.folder, 'home/store'));
    const answers = Object.fromEntries(others.map((plan) => [plan, { miou: 0.25 }]));
    const known = { baseline: record.baseline, baselineCached: false, sweep, answers };
    const memory = await putJson(store, known);
    const resumed = await client.workflow.execute<typeof sensitivity>('sensitivity', {
      taskQueue: 'espalier',
      workflowId: 'resumed',
      args: [{ ...input, memory }],
    });
    expect(await evaluations(client, 'resumed')).to.equal(1);
    const { groups } = await getJson(store, resumed.sensitivity, isSensitivityRecord);
    const measured = sweep.flatMap(({ points }, group) =>
      points.flatMap(({ plan }, point) => (plan === missing ? [[group, point]] : [])),
    );
    const [[group, point]] = measured;
    expect(groups[group].points[point]).to.deep.equal(record.groups[group].points[point]);
    const mious = groups.flatMap(({ points }) => points.map(({ miou }) => miou));
    expect(mious.filter((miou) => miou === 0.25)).to.have.length(6);
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

/** What a run of the workflow was given, and the plans that it found. */
async function recorded(
  client: Client,
  workflowId: string,
): Promise<{ input: SensitivityInput; sweep: readonly GroupSweep[] }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const of = (payload: Payload | null | undefined): unknown =>
    payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
  const input = of(events?.at(0)?.workflowExecutionStartedEventAttributes?.input?.payloads?.at(0));
  const results = (events ?? []).map((event) =>
    of(event.activityTaskCompletedEventAttributes?.result?.payloads?.at(0)),
  );
  const sweep = results.find(isSweep);
  if (!isInput(input) || sweep === undefined) throw new Error(`${workflowId} left no sweep.`);
  return { input, sweep };
}

function isInput(value: unknown): value is SensitivityInput {
  return typeof value === 'object' && value !== null && 'settings' in value;
}

function isSweep(value: unknown): value is readonly GroupSweep[] {
  return Array.isArray(value);
}

function isSensitivityRecord(value: unknown): value is SensitivityRecord {
  return typeof value === 'object' && value !== null && 'ratios' in value;
}

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

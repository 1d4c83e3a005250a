import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunRecord } from '../../runtime/report/record.js';
import type { pipeline } from '../../workflows/pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

const SINGLE = 'evaluation: { images: all, recalibrationImages: 32 }';
const IMAGES = 32;

describe('a search by stages', function () {
  this.timeout(120_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  async function recordOf(workflowId: string, changes: (text: string) => string): Promise<RunRecord> {
    await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [`${changes(smallSearch(6, 3))}  report: { uses: report }\n`],
    });
    const results: unknown = JSON.parse(
      await readFile(join(cluster.folder, 'out', workflowId, 'results.json'), 'utf8'),
    );
    if (!isRecord(results)) throw new Error('no record');
    return results;
  }

  it('judges in full only what nothing clearly dominates, and keeps estimates apart', async () => {
    const evaluation =
      'evaluation: { stages: [{ images: 4 }, { images: all }], confidence: 0.5, recalibrationImages: 32 }';
    const {
      searches: [search],
    } = await recordOf('staged', (text) => text.replace(SINGLE, evaluation));
    const candidates = search.generations.flatMap((generation) => generation.candidates);
    const dropped = candidates.filter(({ status }) => status === 'dropped');
    const judged = candidates.filter(({ metrics }) => 'miou' in metrics);
    expect(dropped).to.have.length.above(0);
    for (const { metrics, estimates, reason } of dropped) {
      expect(metrics).to.not.have.property('miou');
      expect(estimates?.map(({ images }) => images)).to.deep.equal([4]);
      expect(reason).to.match(/^On 4 images candidate \d+ is better by /);
    }
    expect(judged.map(({ id }) => id)).to.include.members([...search.front]);
    expect(search.images).to.deep.equal({
      evaluated: IMAGES * judged.length + 4 * dropped.length,
      cached: 0,
      saved: (IMAGES - 4) * dropped.length,
      recalibration: 32 * (judged.length + dropped.length),
    });

    const again = await recordOf('staged-again', (text) => text.replace(SINGLE, evaluation));
    expect(again.searches[0].front).to.deep.equal(search.front);
    expect(again.searches[0].images).to.include({ evaluated: 0, recalibration: 0 });
  });

  it('finds mIoU as without stages, for those that it judges', async () => {
    const evaluation =
      'evaluation: { stages: [{ images: 4 }, { images: all }], confidence: 1000000, recalibrationImages: 32 }';
    const staged = await recordOf('cautious', (text) => text.replace(SINGLE, evaluation));
    const whole = await recordOf('whole', (text) => text);
    const figures = ({ searches: [search] }: RunRecord) =>
      search.generations.map(({ candidates, front, hypervolume }) => ({
        candidates: candidates.map(({ genome, metrics }) => ({ genome, metrics })),
        front,
        hypervolume,
      }));
    expect(figures(staged)).to.deep.equal(figures(whole));
  });

  it('takes the IoU of a class and arithmetic for objectives, any number of them', async () => {
    const {
      searches: [search],
    } = await recordOf('expressions', (text) =>
      text.replace(
        /objectives: .*/,
        `objectives: [{ maximize: 'iou["3"]' }, { minimize: 'ops / baseline.ops + params / baseline.params' }, { maximize: miou }]`,
      ),
    );
    const [{ metrics }] = search.generations.flatMap(({ candidates }) =>
      candidates.filter(({ status }) => status === 'feasible'),
    );
    const cost = 'ops / baseline.ops + params / baseline.params';
    expect(metrics[cost]).to.be.closeTo(
      metrics.ops / search.baseline.ops + metrics.params / search.baseline.params,
      1e-12,
    );
    expect(metrics['iou.3']).to.be.within(0, 1);
    expect(search.front).to.have.length.above(0);
  });
});

function isRecord(value: unknown): value is RunRecord {
  return typeof value === 'object' && value !== null && 'searches' in value;
}

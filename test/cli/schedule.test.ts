import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { specTimes } from '../../cli/schedule/view.js';
import { cronTimes, timesText } from '../../core/schedule/times.js';
import { locateTemporalCli } from '../../runtime/temporal/locate.js';
import { projectRoot } from '../../runtime/project.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';
import { espalier } from './espalier.js';

const SLOW_COPY = "setTimeout(() => require('fs').copyFileSync(process.argv[1], process.argv[2]), 5000)";

describe('espalier schedule', function () {
  this.timeout(120_000);
  let cluster: TestCluster;
  const weights = join(projectRoot, 'pipelines/weights');

  before(async () => {
    cluster = await startTestCluster(1);
  });

  after(() => cluster.stop());

  const call = (...words: string[]) => espalier(cluster.folder, 'schedule', ...words, '--home', 'home');

  function write(name: string, schedule: string, text = smallSearch(4, 1)): string {
    const path = join(cluster.folder, `${name}.yaml`);
    const named = text.replace('name: small-search', `name: ${name}\nschedule: ${schedule}`);
    writeFileSync(path, named.replaceAll('weights/', `${weights}/`));
    return path;
  }

  it('means by a cron expression what the server means, and refuses what it refuses', async () => {
    const { schedule } = cluster.temporal.client;
    const create = async (scheduleId: string, cron: string) => {
      const handle = await schedule.create({
        scheduleId,
        spec: { cronExpressions: [cron] },
        action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'none' },
        state: { paused: true },
      });
      const { spec } = await handle.describe();
      await handle.delete();
      return [...new Set(specTimes(spec).map(timesText))];
    };
    const good = [
      '0 2 * * *',
      '@daily',
      '@weekly',
      '30 2 * * MON-FRI # at night',
      '*/20 */6 1,15 jan-mar/2 *',
      '0 0 * * 7',
      '0 0 * * 5-7',
      '0 0 * * sun',
      '5/10 0 * * *',
      '0 0 * * * 2027',
      '*/10 * * * * * *',
      '@every 90m',
      '@every 1h30m/15m',
      '@every 1d',
    ];
    for (const [index, cron] of good.entries()) {
      expect(await create(`good-${index}`, cron), cron).to.deep.equal([timesText(cronTimes(cron))]);
    }
    for (const [index, cron] of [
      '60 * * * *',
      '* * * foo *',
      '*/0 * * * *',
      '* * * *',
      '@every 0s',
      '* * * * 8',
    ].entries()) {
      const refused = await create(`bad-${index}`, cron).catch((error: unknown) => error);
      expect(refused, cron).to.be.instanceOf(Error);
      expect(() => cronTimes(cron), cron).to.throw();
    }
  });

  it('apply creates, changes what differs and says so, and changes nothing twice', async () => {
    const calendar = 'calendar: [{ hour: 2, dayOfWeek: MON-FRI }], timeZone: Europe/Berlin';
    const path = write('nightly', `{ ${calendar} }`);
    expect((await call('apply', path)).out).to.equal('nightly created\n');
    expect((await call('apply', path)).out).to.equal('nightly unchanged\n');

    write('nightly', `{ ${calendar.replace('hour: 2', 'hour: 3')}, overlap: buffer-one, jitter: 5m }`);
    expect((await call('apply', path)).out.trimEnd().split('\n')).to.deep.equal([
      'nightly updated',
      '  when.0: 0 2 * * 1-5 became 0 3 * * 1-5',
      '  overlap: skip became buffer-one',
      '  jitterSeconds: 0 became 300',
    ]);

    expect((await call('pause', 'nightly', '--note', 'holidays')).out).to.equal('nightly paused\n');
    const again: unknown = JSON.parse((await call('apply', path, '--json')).out);
    expect(again).to.deep.equal({ schedule: 'nightly', outcome: 'unchanged', changes: [] });
    const shown: unknown = JSON.parse((await call('show', 'nightly', '--json')).out);
    expect(shown).to.deep.include({
      paused: true,
      note: 'holidays',
      when: ['0 3 * * 1-5'],
      catchUpSeconds: 86_400,
    });

    expect((await call('unpause', 'nightly')).code).to.equal(0);
    const sent = await call('apply', path, '--send', 'text');
    expect(sent.out).to.contain('nightly updated').and.to.contain('pipeline: ');
    expect((await call('list')).out).to.match(/nightly +nightly +0 3 \* \* 1-5 +Europe\/Berlin +active/);
    expect((await call('trigger', 'nightly')).out).to.equal('nightly triggered\n');
    const handle = cluster.temporal.client.schedule.getHandle('nightly');
    while ((await handle.describe()).info.numActionsTaken < 1) await sleep(100);
    expect((await call('delete', 'nightly')).code).to.equal(0);
    const gone = await call('show', 'nightly');
    expect([gone.code, gone.err.split(' ')[0]]).to.deep.equal([1, 'SCHEDULE_NOT_FOUND']);
  });

  it('refuses what has no schedule, or a wrong one', async () => {
    const none = join(cluster.folder, 'none.yaml');
    writeFileSync(none, smallSearch(4, 1));
    expect((await call('apply', none)).err).to.contain('SCHEDULE_NONE');
    const wrong = await call('apply', write('wrong', "{ cron: '0 25 * * *' }"));
    expect([wrong.code, wrong.err.includes('BAD_SCHEDULE')]).to.deep.equal([3, true]);
  });

  it('fires, made by either tool, and skips a time while the run before goes on', async () => {
    const command = JSON.stringify([process.execPath, '-e', SLOW_COPY, '{onnx}', '{out}']);
    const text = smallSearch(4, 1);
    const compile = `  compile:
    uses: compile
    with: { network: "\${{ steps.load.network }}", target: edge, backend: command, command: ${command} }
`;
    const slow = text.slice(0, text.indexOf('  search:')) + compile;
    const path = write('ours', "{ cron: '@every 2s' }", slow);
    expect((await call('apply', path)).code).to.equal(0);
    execFileSync(locateTemporalCli().path, [
      ...['schedule', 'create', '--address', cluster.temporal.address, '--schedule-id', 'theirs'],
      ...['--interval', '2s', '--overlap-policy', 'Skip', '--workflow-id', 'theirs', '--type', 'pipeline'],
      ...['--task-queue', 'espalier', '--input-file', path, '--input-meta', 'encoding=binary/plain'],
    ]);
    for (const id of ['ours', 'theirs']) {
      const handle = cluster.temporal.client.schedule.getHandle(id);
      for (;;) {
        const { info } = await handle.describe();
        expect(info.runningActions.length).to.be.at.most(1);
        if (info.numActionsTaken >= 2 && info.numActionsSkippedOverlap >= 1) break;
        await sleep(300);
      }
      await handle.pause();
      const [first] = (await handle.describe()).info.recentActions;
      const { workflowId } = first.action.workflow;
      const output: unknown = await cluster.temporal.client.workflow.getHandle(workflowId).result();
      expect(output).to.have.nested.property('steps.compile');
    }
    expect((await call('list', '--json')).out).to.contain('"schedule":"theirs"');
    expect((await call('show', 'theirs')).out).to.match(/Pipeline +text of \d+ lines/);
  });

  it('backfills three nights, the later of which pay for nothing that is known', async () => {
    const path = write('nights', "{ cron: '0 2 * * *', paused: true }");
    expect((await call('apply', path)).code).to.equal(0);
    await call('backfill', 'nights', '--from', '2026-03-01', '--to', '2026-03-03T23:00:00Z');
    const paid: number[] = [];
    for (const day of ['01', '02', '03']) {
      const run = `nights-2026-03-${day}T02:00:00Z`;
      for (;;) {
        const handle = cluster.temporal.client.workflow.getHandle(run);
        const output = (await handle.result().catch(() => undefined)) as
          { steps: { search: { outputs: { evaluations: { paid: number } } } } } | undefined;
        if (output !== undefined) {
          paid.push(output.steps.search.outputs.evaluations.paid);
          break;
        }
        await sleep(300);
      }
    }
    expect(paid[0]).to.be.above(0);
    expect(paid.slice(1)).to.deep.equal([0, 0]);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { pipeline } from '../../workflows/pipeline.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

/** A search whose latency is measured; the limits never fail by noise. */
function measuredSearch(target: string): string {
  return smallSearch(4, 2)
    .replace(/edge: \{.*\}/, `edge: ${target}`)
    .replace('0.6 * baseline.latency.edge', '50 * baseline.latency.edge');
}

const DEVICE = '{ model: device, warmup: 1, repetitions: 3, attempts: 1 }';

describe('a search whose latency is measured', function () {
  this.timeout(120_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  async function searchOf(workflowId: string, text: string) {
    const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [text],
    });
    return steps.search.outputs;
  }

  it('minimises it on the device, and measures nothing twice', async () => {
    const first = await searchOf('first', measuredSearch(DEVICE));
    expect(first.measurements).to.include({ known: 0 });
    const { made } = countsOf(first.measurements);
    expect(made).to.be.within(5, 8);
    for (const { metrics, baseline } of candidatesOf(first.front)) {
      expect(metrics['latency.edge']).to.be.above(0);
      expect(baseline['latency.edge']).to.be.above(0);
      expect(metrics).to.have.property('miou');
    }
    const second = await searchOf('second', measuredSearch(DEVICE));
    expect(second.front).to.deep.equal(first.front);
    expect(second.measurements).to.include({ made: 0, known: made });
    expect(second.evaluations).to.include({ paid: 0 });
  });

  it('measures each generation before anything of it is evaluated, one candidate after the other', async () => {
    const { events } = await cluster.temporal.client.workflow
      .getHandle('first/search/generation-1')
      .fetchHistory();
    const begun = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled, eventId }) =>
      scheduled === null || scheduled === undefined
        ? []
        : [{ name: scheduled.activityType?.name, id: Number(eventId), queue: scheduled.taskQueue?.name }],
    );
    const done = (events ?? []).flatMap(({ activityTaskCompletedEventAttributes: completed, eventId }) =>
      completed === null || completed === undefined
        ? []
        : [{ of: Number(completed.scheduledEventId), id: Number(eventId) }],
    );
    const measures = begun.filter(({ name }) => name === 'measure');
    const evaluations = begun.filter(({ name }) => name === 'evaluate');
    expect(measures.map(({ queue }) => queue)).to.deep.equal(Array(4).fill('espalier-device'));
    expect(evaluations).to.have.lengthOf(4);
    measures.forEach(({ id }, index) => {
      const end = done.find(({ of }) => of === id)?.id ?? Infinity;
      for (const later of [...measures.slice(index + 1), ...evaluations]) expect(later.id).to.be.above(end);
    });
  });

  it('measures what a search by a model finds, and only on targets that can be measured', async () => {
    // Other settings than those of the searches before, whose measurements are known.
    const board = DEVICE.replace('repetitions: 3', 'repetitions: 4');
    const beside = (name: string) =>
      smallSearch(4, 1)
        .replace(/^( *)(edge: \{.*\})$/m, `$1$2\n$1board: ${board}\n$1file: { library: arria10-16x16x1 }`)
        .replace(/^( *)population:/m, `$1measure: [${name}]\n$1population:`);
    const { front, measurements } = await searchOf('beside', beside('board'));
    const candidates = candidatesOf(front);
    expect(candidates).to.not.have.lengthOf(0);
    for (const { metrics } of candidates) {
      expect(metrics).to.have.property('latency.edge');
      expect(metrics['latency.board']).to.be.above(0);
    }
    expect(countsOf(measurements).made).to.be.at.least(candidates.length);
    const failure = await searchOf('not-measured', beside('file')).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(messagesOf(failure)).to.include("'file'").and.to.include('nothing to measure');
  });

  it('fails before it pays for anything where the baseline cannot be measured', async () => {
    const target = `{ model: command, command: [node, -e, "console.error('no board here'); process.exit(3)", "{onnx}"] }`;
    const failure = await searchOf('no-board', measuredSearch(target)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(messagesOf(failure)).to.include('no board here').and.to.include('code 3');
  });

  it('profiles the layers of a network into a target that pipelines can name', async () => {
    const file = join(cluster.folder, 'targets', 'mine.yaml');
    const { steps } = await cluster.temporal.client.workflow.execute<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: 'profiling',
      args: [profiling(file)],
    });
    expect(steps.profile.outputs).to.deep.equal({ target: file });
    expect(steps.measure.outputs.latency).to.be.above(0);
    const text = measuredSearch(`{ file: ${file} }`);
    const { front, measurements } = await searchOf('by-table', text);
    expect(measurements).to.equal(undefined);
    for (const { metrics, baseline } of candidatesOf(front)) {
      expect(metrics['latency.edge']).to.be.above(0);
      expect(baseline['latency.edge']).to.be.above(0);
    }
  });

  it('keeps what was measured, and repeats what was not, when its device worker is killed', async () => {
    const { folder, supervisor } = cluster;
    const search = searchOf('device-killed', measuredSearch(hangingOnce(folder)));
    const program = await hanging(folder, search);
    const device = supervisor.workers().find(({ role }) => role === 'device');
    process.kill(device?.pid ?? NaN, 'SIGKILL');
    const { measurements } = await search;
    process.kill(program, 'SIGKILL');
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
    // The network before pruning, each candidate, and again the one that hung.
    expect(asked).to.have.length(1 + countsOf(measurements).made + 1);
    expect(asked[3]).to.equal(asked[2]);
    expect(supervisor.workers().find(({ role }) => role === 'device')?.restarts).to.equal(1);
  });

  it('asks a program in place of a device', async () => {
    const script = `const size = require('node:fs').statSync(process.argv[1]).size; console.log(JSON.stringify({ latencyMs: size / 1e5, energyMj: 2 }))`;
    const target = `{ model: command, command: [node, -e, "${script}", "{onnx}"] }`;
    const { front, measurements } = await searchOf('program', measuredSearch(target));
    expect(measurements).to.include({ noisy: 0 });
    const candidates = candidatesOf(front);
    for (const { metrics } of candidates) expect(metrics['energy.edge']).to.equal(2);
    expect(
      candidates.some(({ metrics, baseline }) => metrics['latency.edge'] < baseline['latency.edge']),
    ).to.equal(true);
  });
});

/**
 * A program that notes each network it is asked for by its size and a digest of it, and hangs at the third, the first time,
 * with its process id in the file `hangs`.
 */
function hangingOnce(folder: string): string {
  const script = [
    `const fs = require('node:fs')`,
    `const asked = '${folder}/asked', hangs = '${folder}/hangs'`,
    `const bytes = fs.readFileSync(process.argv[1])`,
    `fs.appendFileSync(asked, require('node:crypto').hash('sha1', bytes) + '\\n')`,
    `const third = fs.readFileSync(asked, 'utf8').trim().split('\\n').length === 3`,
    `const hang = () => { fs.writeFileSync(hangs, String(process.pid)); setTimeout(() => {}, 60000) }`,
    `if (third && !fs.existsSync(hangs)) hang()\nelse console.log(JSON.stringify({ latencyMs: bytes.length / 1e5 }))`,
  ].join('; ');
  return `{ model: command, command: [node, -e, ${JSON.stringify(script)}, "{onnx}"] }`;
}

/** Waits for a program of a search to hang, and gives its process id. */
async function hanging(folder: string, search: Promise<unknown>): Promise<number> {
  const ended = search.then(
    () => true,
    () => true,
  );
  for (;;) {
    const pid = await readFile(join(folder, 'hangs'), 'utf8').catch(() => '');
    if (pid !== '') return Number(pid);
    if (await Promise.race([ended, sleep(50, false)])) throw new Error('The search ended, and nothing hung.');
  }
}

/** Measures the layers of the network at full width and at half, then the network. */
function profiling(file: string): string {
  const [head] = smallSearch(4, 2).split('  search:');
  return `${head
    .replace(/edge: \{.*\}/, 'cpu: { model: device, warmup: 0, repetitions: 1, attempts: 1 }')
    .replace('small-search', 'profiling')}
  profile:
    uses: profile
    with: { network: '\${{ steps.load.network }}', target: cpu, widths: [0.5], file: ${file} }
  measure:
    uses: measure
    needs: [profile]
    with: { network: '\${{ steps.load.network }}', target: cpu }
`;
}

interface Candidate {
  readonly metrics: Readonly<Record<string, number>>;
  readonly baseline: Readonly<Record<string, number>>;
}

function candidatesOf(front: unknown): readonly Candidate[] {
  if (typeof front !== 'object' || front === null || !('candidates' in front)) throw new Error('no front');
  const { candidates } = front;
  if (!Array.isArray(candidates) || candidates.length === 0) throw new Error('an empty front');
  return candidates.filter(isCandidate);
}

function isCandidate(value: unknown): value is Candidate {
  return typeof value === 'object' && value !== null && 'metrics' in value && 'baseline' in value;
}

function countsOf(value: unknown): { readonly made: number } {
  if (typeof value !== 'object' || value === null || !('made' in value)) throw new Error('no counts');
  return { made: Number(value.made) };
}

function messagesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return `${error.message}\n${messagesOf(error.cause)}`;
}

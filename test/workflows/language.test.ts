import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QueryNotRegisteredError, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { expect } from 'chai';
import { rootCause } from '../../cli/failure.js';
import type { pipeline, PipelineOutput } from '../../workflows/pipeline.js';
import type { RunSettings } from '../../workflows/run-settings.js';
import { startTestCluster, type TestCluster } from '../cluster.js';

/**
 * A program for `exec` steps: notes when it began and ended, and gives what it read with what it was told. Told `fail`, it
 * fails; told `fail once`, the first time; told `wait`, it takes long.
 */
const PROGRAM = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
const [log, name, told, out, ...inputs] = process.argv.slice(2);
const note = (what) => appendFileSync(log, JSON.stringify({ name, what, at: Date.now() }) + '\\n');
note('began');
process.on('SIGTERM', () => process.exit(1));
await new Promise((resolve) => setTimeout(resolve, told === 'wait' ? 60_000 : 150));
const mark = log + '.' + name;
if (told === 'fail' || (told === 'fail once' && !existsSync(mark))) {
  writeFileSync(mark, '');
  console.error('told to fail');
  process.exit(3);
}
writeFileSync(out, JSON.stringify({ told, read: inputs.map((path) => JSON.parse(readFileSync(path, 'utf8'))) }));
note('ended');
`;

interface Note {
  readonly name: string;
  readonly what: 'began' | 'ended';
  readonly at: number;
}

describe('the pipeline language on a real server', function () {
  this.timeout(120_000);
  let cluster: TestCluster;
  let runs = 0;

  before(async () => {
    cluster = await startTestCluster(1, { allowExec: true });
    await writeFile(join(cluster.folder, 'program.mjs'), PROGRAM);
  });

  after(() => cluster.stop());

  /** A step that runs the program: `told` and `inputs` are YAML. */
  function program(name: string, told = 'go', more: { keys?: string; inputs?: string } = {}): string {
    const { keys = '', inputs = '{}' } = more;
    const names = [...inputs.matchAll(/(\w+):/g)].map(([, input]) => `"{${input}}"`);
    const command = [
      'node',
      'program.mjs',
      '"${{ inputs.log }}"',
      `"${name}"`,
      `"${told}"`,
      '"{out}"',
      ...names,
    ].join(', ');
    return `{ uses: exec, ${keys} with: { command: [${command}], inputs: ${inputs}, outputs: { out: out.json } } }`;
  }

  function pipelineOf(steps: Readonly<Record<string, string>>, more = ''): string {
    const lines = Object.entries(steps).map(([id, step]) => `  ${id}: ${step}`);
    return [
      'version: 1',
      'name: language',
      'inputs: { log: { type: string } }',
      'steps:',
      ...lines,
      more,
      '',
    ].join('\n');
  }

  function start(text: string, settings: RunSettings = {}) {
    const id = `language-${String((runs += 1))}`;
    const log = join(cluster.folder, `${id}.log`);
    const inputs = { log, ...settings.inputs };
    return cluster.temporal.client.workflow.start<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId: id,
      args: [text, { folder: cluster.folder, ...settings, inputs }],
    });
  }

  async function run(text: string, settings: RunSettings = {}) {
    const handle = await start(text, settings);
    const output: PipelineOutput | undefined = await handle.result().catch((error: unknown) => {
      if (error instanceof WorkflowFailedError) return undefined;
      throw error;
    });
    const failure = output === undefined ? await handle.result().catch(rootCause) : undefined;
    const progress = await handle
      .query<{ steps: { id: string; state: string }[] }>('progress')
      .catch((error: unknown) => {
        if (error instanceof QueryNotRegisteredError) return { steps: [] };
        throw error;
      });
    return {
      handle,
      output,
      failure: failure !== undefined && 'code' in failure ? failure : undefined,
      states: Object.fromEntries(progress.steps.map(({ id, state }) => [id, state])),
      notes: await notesOf(handle.workflowId),
    };
  }

  async function notesOf(id: string): Promise<readonly Note[]> {
    const text = await readFile(join(cluster.folder, `${id}.log`), 'utf8').catch(() => '');
    const notes: unknown = JSON.parse(`[${text.trim().split('\n').filter(Boolean).join(',')}]`);
    if (!areNotes(notes)) throw new Error('The program notes something else.');
    return notes;
  }

  const begun = (notes: readonly Note[]): readonly string[] =>
    notes.flatMap(({ name, what }) => (what === 'began' ? [name] : []));

  it('types whole expressions, puts others into their texts, and hands values on as files', async () => {
    const text = `version: 1
name: language
inputs:
  log: { type: string }
  count: { type: integer, default: 3 }
  names: { type: list, default: [a, b] }
steps:
  first: ${program('first', 'n${{ inputs.count }}', { inputs: '{ x: "${{ inputs.count }}", y: "${{ inputs.names }}" }' })}
  second: ${program('second', '${{ steps.first.out.told }}', { inputs: '{ z: "${{ steps.first.out.read[1] }}" }' })}
outputs:
  sum: "\${{ steps.first.out.read[0] + inputs.count }}"
  told: "\${{ steps.second.out.told }}"
`;
    const { output, failure } = await run(text);
    expect(failure?.message).to.equal(undefined, failure?.message);
    expect(output?.steps.first.outputs).to.deep.equal({ out: { told: 'n3', read: [3, ['a', 'b']] } });
    expect(output?.steps.second.outputs).to.deep.equal({ out: { told: 'n3', read: [['a', 'b']] } });
    expect(output?.outputs).to.deep.equal({ sum: 6, told: 'n3' });
    const set = await run(text, { inputs: { count: 5 } });
    expect(set.output?.outputs.sum).to.equal(10);
    const wrong = await run(text, { inputs: { count: 'five', cuont: 1 } });
    expect(wrong.failure?.code).to.equal('INVALID_PIPELINE');
    expect(wrong.failure?.message).to.contain('BAD_INPUT').and.to.contain("Did you mean 'count'?");
    expect(wrong.notes).to.deep.equal([]);
  });

  it('runs a matrix in order with what is included and excluded, no more at once than allowed', async () => {
    const keys =
      'maxParallel: 2, matrix: { p: [1, 2], n: [10, 20], exclude: [{ p: 2, n: 20 }], include: [{ p: 1, extra: x }, { p: 9, n: 9 }] },';
    const { output, notes, handle, failure } = await run(
      pipelineOf({
        sweep: program('p${{ matrix.p }}', "${{ has(matrix.extra) ? matrix.extra : 'none' }}", {
          keys,
          inputs: '{ n: "${{ matrix.n }}" }',
        }),
        after: program('after', 'go', { inputs: '{ all: "${{ steps.sweep.outs }}" }' }),
        each: program('each', '${{ item.told }}', { keys: 'forEach: "${{ steps.sweep.outs }}",' }),
        counted: program('counted', 'c${{ item }}', { keys: 'forEach: [1, 2, 3], maxParallel: 1,' }),
      }),
    );
    expect(failure?.message).to.equal(undefined, failure?.message);
    const sweep = [
      { told: 'x', read: [10] },
      { told: 'x', read: [20] },
      { told: 'none', read: [10] },
      { told: 'none', read: [9] },
    ];
    expect(output?.steps.sweep.outputs).to.deep.equal({ outs: sweep });
    expect(output?.steps.after.outputs).to.have.deep.nested.property('out.read[0]', sweep);
    expect(output?.steps.each.outputs).to.have.nested.property('outs[0].told', 'x');
    expect(begun(notes)).to.have.length(4 + 1 + 4 + 3);
    const history = await handle.fetchHistory();
    expect(mostOpen(history, /^sweep /)).to.equal(2);
    expect(mostOpen(history, /^counted /)).to.equal(1);
    expect(mostOpen(history, /^each /)).to.equal(4);
  });

  it('skips a step whose condition is false with those that use its outputs, and no others', async () => {
    const { states, notes } = await run(
      pipelineOf({
        no: program('no', 'go', { keys: 'if: "${{ 1 > 2 }}",' }),
        uses: program('uses', 'go', { inputs: '{ x: "${{ steps.no.out }}" }' }),
        waits: program('waits', 'go', { keys: 'needs: [no],' }),
        asks: program('asks', 'go', { keys: 'if: "${{ steps.no.state == \'skipped\' }}",' }),
      }),
    );
    expect(states).to.deep.equal({ no: 'skipped', uses: 'skipped', waits: 'done', asks: 'done' });
    expect(begun(notes)).to.have.members(['waits', 'asks']);
  });

  it('goes on with what does not need a step that failed, runs `finally`, and fails with its error', async () => {
    const text = pipelineOf(
      {
        bad: program('bad', 'fail'),
        uses: program('uses', 'go', { inputs: '{ x: "${{ steps.bad.out }}" }' }),
        waits: program('waits', 'go', { keys: 'needs: [bad],' }),
        other: program('other'),
        further: program('further', 'go', { keys: 'needs: [other],' }),
        mends: program('mends', 'go', { keys: 'if: "${{ steps.bad.state == \'failed\' }}",' }),
      },
      `finally:
  tidy: ${program('tidy', '${{ run.state }}', { inputs: '{ error: "${{ run.error }}", other: "${{ steps.other.out.told }}" }' })}
  fine: ${program('fine', 'go', { keys: 'if: "${{ run.state == \'done\' }}",' })}`,
    );
    const { failure, states, handle } = await run(text);
    expect(failure?.code).to.equal('TOOL_FAILED');
    expect(failure?.message).to.contain('told to fail');
    expect(states).to.deep.equal({
      bad: 'failed',
      uses: 'skipped',
      waits: 'skipped',
      other: 'done',
      further: 'done',
      mends: 'done',
      tidy: 'done',
      fine: 'skipped',
    });
    const { kept } = await handle.query<{ kept: Record<string, { parts: Record<number, object> }> }>(
      'origin',
    );
    expect(kept.tidy.parts[0]).to.have.nested.property('out.told', 'failed');
    expect(kept.tidy.parts[0]).to.have.nested.property('out.read[1]', 'go');
  });

  it('succeeds although a step fails that may, and skips what uses its outputs', async () => {
    const { output, states } = await run(
      pipelineOf({
        bad: program('bad', 'fail', { keys: 'allowFailure: true,' }),
        uses: program('uses', 'go', { inputs: '{ x: "${{ steps.bad.out }}" }' }),
        waits: program('waits', 'go', { keys: 'needs: [bad],' }),
      }),
    );
    expect(states).to.deep.equal({ bad: 'failed', uses: 'skipped', waits: 'done' });
    expect(output).not.to.equal(undefined);
  });

  it('tries a step again as often as told, and ends one that takes too long', async () => {
    const { states, notes, failure } = await run(
      pipelineOf({
        again: program('again', 'fail once', { keys: 'retry: { attempts: 3, delay: 0.1s },' }),
        never: program('never', 'fail', { keys: 'allowFailure: true, retry: { attempts: 2, delay: 0.1s },' }),
        slow: program('slow', 'wait', { keys: 'timeout: 1s,' }),
      }),
    );
    expect(states).to.deep.equal({ again: 'done', never: 'failed', slow: 'failed' });
    expect(begun(notes).filter((name) => name === 'again')).to.have.length(2);
    expect(begun(notes).filter((name) => name === 'never')).to.have.length(2);
    expect(failure?.code).to.equal('STEP_TIMEOUT');
  });

  it('runs `finally` after a cancellation, and leaves no program behind', async () => {
    const handle = await start(
      pipelineOf(
        { slow: program('slow', 'wait'), next: program('next', 'go', { keys: 'needs: [slow],' }) },
        `finally:\n  tidy: ${program('tidy', '${{ run.state }}')}`,
      ),
    );
    await until(async () => begun(await notesOf(handle.workflowId)).includes('slow'));
    await handle.cancel();
    const error = await handle.result().catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(WorkflowFailedError);
    const notes = await notesOf(handle.workflowId);
    expect(begun(notes)).to.deep.equal(['slow', 'tidy']);
    expect(notes.filter(({ what }) => what === 'ended').map(({ name }) => name)).to.deep.equal(['tidy']);
  });

  it('runs a pipeline within a pipeline, with inputs and outputs of its own', async () => {
    await mkdir(join(cluster.folder, 'inner'), { recursive: true });
    await writeFile(join(cluster.folder, 'program.mjs'), PROGRAM);
    await writeFile(join(cluster.folder, 'inner', 'program.mjs'), PROGRAM);
    await writeFile(
      join(cluster.folder, 'inner', 'nested.yaml'),
      `version: 1
name: nested
inputs: { log: { type: string }, size: { type: integer, minimum: 1 } }
steps:
  work: ${program('work${{ inputs.size }}', 'go', { inputs: '{ size: "${{ inputs.size }}" }' })}
outputs: { size: "\${{ steps.work.out.read[0] }}" }
`,
    );
    const nested = (size: string) =>
      `{ uses: pipeline, forEach: [1, 2], with: { file: inner/nested.yaml, inputs: { log: "\${{ inputs.log }}", size: ${size} } } }`;
    const text = pipelineOf({
      inner: nested('"${{ item }}"'),
      sum: program('sum', '${{ steps.inner.sizes[0] + steps.inner.sizes[1] }}'),
    });
    const { output, notes, failure } = await run(text);
    expect(failure?.message).to.equal(undefined, failure?.message);
    expect(output?.steps.inner.outputs).to.deep.equal({ sizes: [1, 2] });
    expect(output?.steps.sum.outputs).to.have.nested.property('out.told', '3');
    expect(begun(notes)).to.have.members(['work1', 'work2', 'sum']);
    const wrong = await run(pipelineOf({ inner: nested('"${{ item - 1 }}"') }));
    expect(wrong.failure?.message).to.match(/inner\/nested\.yaml:3:\d+ BAD_INPUT/);
  });

  it('sends the work of a step to the workers of its own queue', async () => {
    const handle = await start(pipelineOf({ far: program('far', 'go', { keys: 'taskQueue: elsewhere,' }) }));
    await until(async () => {
      const { raw } = await handle.describe();
      return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'exec') === true;
    });
    const history = await handle.fetchHistory();
    const scheduled = history.events?.flatMap(({ activityTaskScheduledEventAttributes: event }) =>
      event?.activityType?.name === 'exec' ? [event.taskQueue?.name] : [],
    );
    expect(scheduled).to.deep.equal(['elsewhere-compile']);
    await handle.terminate();
  });

  it('takes over what is the same in an earlier run, and runs the rest', async () => {
    const text = pipelineOf({
      first: program('first'),
      each: program('each${{ item }}', "${{ item == 2 ? 'fail once' : 'go' }}", {
        keys: 'forEach: [1, 2, 3],',
        inputs: '{ x: "${{ steps.first.out.told }}" }',
      }),
      last: program('last', 'go', { inputs: '{ x: "${{ steps.each.outs }}" }' }),
    });
    const failed = await run(text);
    expect(failed.failure?.message).to.contain('told to fail');
    expect(failed.states).to.deep.equal({ first: 'done', each: 'failed', last: 'skipped' });
    const { kept } = await failed.handle.query<{ kept: NonNullable<RunSettings['kept']> }>('origin');
    const log = join(cluster.folder, `${failed.handle.workflowId}.log`);
    const before = (await notesOf(failed.handle.workflowId)).length;
    const again = await run(text, { kept, inputs: { log } });
    expect(again.states).to.deep.equal({ first: 'done', each: 'done', last: 'done' });
    const after = (await notesOf(failed.handle.workflowId)).slice(before);
    expect(begun(after)).to.deep.equal(['each2', 'last']);

    const { kept: all } = await again.handle.query<{ kept: NonNullable<RunSettings['kept']> }>('origin');
    const withoutEach = Object.fromEntries(Object.entries(all).filter(([id]) => id !== 'each'));
    const third = await run(text, { kept: withoutEach, inputs: { log } });
    const further = (await notesOf(failed.handle.workflowId)).slice(before + after.length);
    expect(third.states.last).to.equal('done');
    expect(begun(further)).to.have.members(['each1', 'each2', 'each3', 'last']);
  });
});

function areNotes(value: unknown): value is readonly Note[] {
  return Array.isArray(value) && value.every((note: unknown) => typeof note === 'object' && note !== null);
}

/** How many activities whose summary fits were open at the same time, at the most. */
function mostOpen({ events }: History, pattern: RegExp): number {
  const open = new Set<string>();
  let most = 0;
  for (const event of events ?? []) {
    const summary = event.userMetadata?.summary?.data;
    if (event.activityTaskScheduledEventAttributes && summary) {
      const text: unknown = JSON.parse(Buffer.from(summary).toString());
      if (pattern.test(String(text))) open.add(String(event.eventId));
    }
    const ended = event.activityTaskCompletedEventAttributes?.scheduledEventId;
    if (ended) open.delete(String(ended));
    most = Math.max(most, open.size);
  }
  return most;
}

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It did not come to that.');
}

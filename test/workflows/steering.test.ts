import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { expect } from 'chai';
import { rootCause } from '../../cli/failure.js';
import { steer } from '../../cli/steer.js';
import type { pipeline } from '../../workflows/pipeline.js';
import type { SearchProgress } from '../../workflows/search-progress.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';

describe('a search that is steered', function () {
  this.timeout(180_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(2);
  });

  after(() => cluster.stop());

  function start(workflowId: string, text: string): Promise<WorkflowHandle<typeof pipeline>> {
    return cluster.temporal.client.workflow.start<typeof pipeline>('pipeline', {
      taskQueue: 'espalier',
      workflowId,
      args: [text],
    });
  }

  async function outputOf(handle: WorkflowHandle<typeof pipeline>) {
    const { steps } = await handle.result();
    return steps.search.outputs;
  }

  const searchOf = (run: string) => cluster.temporal.client.workflow.getHandle(`${run}/search`);

  async function progressWhen(run: string, holds: (progress: SearchProgress) => boolean) {
    for (;;) {
      const progress = await searchOf(run)
        .query<SearchProgress>('progress')
        .catch(() => undefined);
      if (progress !== undefined && holds(progress)) return progress;
      await sleep(100);
    }
  }

  async function refusal(action: Promise<unknown>): Promise<string> {
    const error = await action.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return rootCause(error).code;
  }

  it('rests while it is paused, takes a genome, and ends with what there is', async () => {
    const handle = await start('steered', smallSearch(4, 30));
    await progressWhen('steered', ({ generation }) => generation >= 1);
    await searchOf('steered').executeUpdate('pause');
    const paused = await settled('steered');
    expect(paused).to.include({ paused: true, generations: 30 });
    await sleep(1500);
    expect((await progressWhen('steered', () => true)).generation).to.equal(paused.generation);

    const [{ genome }] = paused.front;
    const wanted = genome.map((gene, index) => (index === 0 ? gene - 1 : gene));
    expect(await refusal(searchOf('steered').executeUpdate('add', { args: [[1]] }))).to.equal(
      'INITIAL_GENOME_INVALID',
    );
    expect(await refusal(searchOf('steered').executeUpdate('extend', { args: [1] }))).to.equal(
      'STEERING_INVALID',
    );
    await searchOf('steered').executeUpdate('add', { args: [wanted] });
    await searchOf('steered').executeUpdate('resume');
    await progressWhen('steered', ({ generation }) => generation > paused.generation);
    await searchOf('steered').executeUpdate('stop');
    const output = await outputOf(handle);
    expect(output.ended).to.equal('stopped');
    const memory = await recorded('steered');
    expect(memory.archive.flat().find(({ origin }) => origin.kind === 'given')?.genome).to.deep.equal(wanted);
  });

  it('extended while it runs, or gone on with afterwards, gives what a longer search gives', async () => {
    const whole = await outputOf(await start('whole', smallSearch(4, 4)));
    const extended = await start('extended', smallSearch(4, 2));
    await progressWhen('extended', () => true);
    expect(await steer('extended', { update: 'extend', generations: 4 }, options())).to.equal(0);
    const short = await outputOf(await start('short', smallSearch(4, 2)));
    expect(short.front).to.not.deep.equal(whole.front);
    const resumed = await outputOf(
      await start(
        'resumed',
        smallSearch(4, 4).replace('population:', 'resume: { run: short }\n      population:'),
      ),
    );
    expect((await outputOf(extended)).front).to.deep.equal(whole.front);
    expect(resumed.front).to.deep.equal(whole.front);
    expect(await generationsOf('resumed')).to.deep.equal([3, 4]);
  });

  it('refuses to go on with another search, and says where it differs', async () => {
    await outputOf(await start('first', smallSearch(4, 1)));
    const go = async (id: string, text: string) => {
      const failure = await outputOf(await start(id, text)).catch((error: unknown) => error);
      if (!(failure instanceof WorkflowFailedError)) throw failure;
      return rootCause(failure);
    };
    const resumption = (more = '') => `resume: { run: first${more} }\n      population:`;
    const larger = smallSearch(6, 2).replace('population:', resumption());
    expect((await go('changed', larger)).code).to.equal('SEARCH_CHANGED');
    expect((await go('changed-2', larger)).message).to.contain('settings.population: 4 became 6');
    const accepted = smallSearch(6, 2).replace('population:', resumption(', changed: accept'));
    expect((await outputOf(await start('accepted', accepted))).ended).to.equal('generations');
    const other = accepted.replace('0.6 * baseline', '0.5 * baseline');
    expect((await go('other', other)).message).to.contain('settings.constraints');
    expect((await go('nowhere', larger.replace('run: first', 'run: nobody'))).code).to.equal(
      'SEARCH_NOT_KEPT',
    );
  });

  it('ends at the first limit that is met, and says which', async () => {
    const ended = async (id: string, stop: string) => {
      const text = smallSearch(4, 30).replace('population:', `stop: ${stop}\n      population:`);
      return (await outputOf(await start(id, text))).ended;
    };
    expect(await ended('by-evaluations', '{ evaluations: 3 }')).to.equal('evaluations');
    expect(await ended('by-goal', "{ goal: ['miou >= 0'] }")).to.equal('goal');
    expect(await ended('by-stagnation', '{ stagnation: { generations: 1, tolerance: 100 } }')).to.equal(
      'stagnation',
    );
    expect(await ended('by-time', '{ minutes: 0.01 }')).to.equal('seconds');
  });

  it('begins with the front of another search', async () => {
    const text = `${smallSearch(4, 1)}
  again:
    uses: search
    with:
      network: \${{ steps.load.network }}
      dataset: digits
      population: 4
      generations: 1
      objectives: [{ maximize: miou }, { minimize: ops }]
      initial: \${{ steps.search.front }}
      evaluation: { images: all, recalibrationImages: 32 }
`;
    const handle = await start('warm', text);
    const { front } = await outputOf(handle);
    const given = (await recorded('warm', 'again')).archive
      .flat()
      .filter(({ origin }) => origin.kind === 'given');
    expect(given.map(({ genome }) => genome)).to.deep.equal(genomesOf(front));
  });

  function options() {
    return { home: `${cluster.folder}/home`, address: cluster.temporal.address, json: true };
  }

  /** Progress once the running generation is over. */
  async function settled(run: string): Promise<SearchProgress> {
    for (;;) {
      const before = await progressWhen(run, () => true);
      await sleep(2500);
      const after = await progressWhen(run, () => true);
      if (after.generation === before.generation) return after;
    }
  }

  async function generationsOf(run: string): Promise<number[]> {
    const { events } = await searchOf(run).fetchHistory();
    return (events ?? []).flatMap(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => {
      const id = child?.workflowId;
      return typeof id === 'string' ? [Number(id.split('generation-')[1])] : [];
    });
  }

  async function recorded(run: string, step = 'search') {
    const { openStore } = await import('../../runtime/store/open.js');
    const { getJson } = await import('../../runtime/store/json.js');
    const store = openStore(`${cluster.folder}/home/store`);
    const kept = await store.labelled(`search ${JSON.stringify([run, step])}`);
    if (kept === undefined) throw new Error(`${run} keeps no search`);
    return (await getJson(store, kept, isKept)).memory.state;
  }
});

interface Kept {
  readonly memory: {
    readonly state: {
      readonly archive: readonly (readonly {
        readonly genome: readonly number[];
        readonly origin: { readonly kind: string };
      }[])[];
    };
  };
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'memory' in value;
}

function genomesOf(front: unknown): unknown {
  if (typeof front !== 'object' || front === null || !('candidates' in front)) throw new Error('no front');
  const { candidates } = front;
  return Array.isArray(candidates)
    ? candidates.map((candidate: { genome: unknown }) => candidate.genome)
    : [];
}

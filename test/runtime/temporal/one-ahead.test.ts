import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { OneAhead } from '../../../runtime/temporal/one-ahead.js';

const slotInfo = { type: 'activity', activityType: 'evaluate' } as const;
const context = {
  slotType: 'activity',
  taskQueue: 'tensor',
  workerIdentity: 'test',
  workerBuildId: '',
  isSticky: false,
} as const;

type Permit = Awaited<ReturnType<OneAhead<string>['reserveSlot']>>;

/** A worker's poller: asks for one permit after another, as long as it gets them. */
class Poller {
  readonly got: Permit[] = [];
  readonly stopping = new AbortController();
  failure: unknown;

  constructor(private readonly ahead: OneAhead<string>) {
    void this.ask();
  }

  /** A task comes in for the permit that waits for one. */
  task(): Permit {
    const permit = this.got[this.got.length - 1];
    this.ahead.markSlotUsed({ slotInfo, permit });
    void this.ask();
    return permit;
  }

  private async ask(): Promise<void> {
    try {
      this.got.push(await this.ahead.reserveSlot(context, this.stopping.signal));
    } catch (error) {
      this.failure = error;
    }
  }
}

/** Lets what is due happen: promises, and the timer of a job that is about to end. */
const soon = () => sleep(20);

describe('OneAhead', () => {
  const begin = (options = {}) => {
    const ahead = new OneAhead<string>((job) => (job === 'train' ? undefined : job), {
      leadMs: 1e6,
      ...options,
    });
    return { ahead, poller: new Poller(ahead) };
  };

  /** An activity whose job ran, so that the next one of its kind is known. */
  const runOnce = async ({ ahead, poller }: ReturnType<typeof begin>, job: string) => {
    await soon();
    const permit = poller.task();
    ahead.started(job);
    await sleep(1);
    ahead.ended();
    ahead.releaseSlot({ slotInfo, permit });
    await soon();
  };

  it('asks for one activity only while nothing runs', async () => {
    const { poller } = begin();
    await soon();
    expect(poller.got).to.have.length(1);
  });

  it('asks for the next when a job is about to end, and for no third', async () => {
    const worker = begin();
    await runOnce(worker, 'evaluate');
    const { ahead, poller } = worker;
    poller.task();
    await soon();
    expect(poller.got, 'before the job').to.have.length(2);
    ahead.started('evaluate');
    await soon();
    expect(poller.got, 'at its end').to.have.length(3);
    poller.task();
    await soon();
    expect(poller.got, 'while one waits').to.have.length(3);
  });

  for (const [what, job, options] of [
    ['of a kind that it has not seen', 'other', {}],
    ['of no kind', 'train', {}],
    ['that takes long', 'evaluate', { shortMs: 0 }],
  ] as const) {
    it(`waits for the end of a job ${what}`, async () => {
      const worker = begin(options);
      await runOnce(worker, job === 'other' ? 'evaluate' : job);
      const { ahead, poller } = worker;
      poller.task();
      ahead.started(job);
      await soon();
      expect(poller.got, 'while it runs').to.have.length(2);
      ahead.ended();
      await soon();
      expect(poller.got, 'while its activity still answers').to.have.length(3);
    });
  }

  it('asks again for an activity that had no job, such as one whose result is known', async () => {
    const { ahead, poller } = begin();
    await soon();
    const permit = poller.task();
    await soon();
    expect(poller.got).to.have.length(1);
    ahead.releaseSlot({ slotInfo, permit });
    await soon();
    expect(poller.got).to.have.length(2);
  });

  it('takes back a permit that no task came for', async () => {
    const { ahead, poller } = begin();
    await soon();
    const again = new Poller(ahead);
    await soon();
    expect(again.got).to.have.length(0);
    ahead.releaseSlot({ permit: poller.got[0] });
    await soon();
    expect(again.got).to.have.length(1);
  });

  it('gives up a request that is aborted, and grants none to it', async () => {
    const { ahead, poller } = begin();
    await soon();
    const permit = poller.task();
    poller.stopping.abort(new Error('shutting down'));
    await soon();
    expect(poller.failure).to.have.property('message', 'shutting down');
    const other = new Poller(ahead);
    ahead.releaseSlot({ slotInfo, permit });
    await soon();
    expect(poller.got).to.have.length(1);
    expect(other.got).to.have.length(1);
  });
});

import type {
  ActivitySlotInfo,
  CustomSlotSupplier,
  SlotMarkUsedContext,
  SlotPermit,
  SlotReleaseContext,
  SlotReserveContext,
  TunerHolder,
} from '@temporalio/worker';
import type { JobObserver } from '../tensor/thread/host.js';

export interface AheadOptions {
  /**
   * The next activity is asked for so long before the end of the job that runs: to hand it over and to prepare it.
   * Default 100.
   */
  readonly leadMs?: number;
  /**
   * Where the last job of the kind took longer, the next activity is asked for at the end of this one. The way there and
   * back matters little then, and what waits behind a job that goes on for longer than was thought is kept from other
   * workers. Default 2000.
   */
  readonly shortMs?: number;
}

/** How many kinds of jobs are remembered. */
const REMEMBERED = 32;

class Permit implements SlotPermit {
  used = false;
}

interface Request {
  readonly grant: (permit: Permit) => void;
}

/**
 * Lets a worker that runs one heavy job at a time ask for its next activity shortly before the job ends, so that its
 * thread does not idle while answers, requests and preparations go to and fro. When a job will end is told by how long
 * the last one of its kind took. A worker holds one activity, and another one only then.
 */
export class OneAhead<Job> implements CustomSlotSupplier<ActivitySlotInfo>, JobObserver<Job> {
  readonly type = 'custom';
  private readonly requests: Request[] = [];
  private readonly tookMs = new Map<string, number>();
  /** Permits given, by whether an activity uses them; and activities whose job has ended while they have not. */
  private unused = 0;
  private used = 0;
  private ending = 0;
  private running: { readonly kind: string | undefined; readonly since: number } | undefined;
  private endsSoon = false;
  private timer: NodeJS.Timeout | undefined;

  /** `kindOf` names jobs that take about as long as each other; undefined for one that nothing may wait behind. */
  constructor(
    private readonly kindOf: (job: Job) => string | undefined,
    private readonly options: AheadOptions = {},
  ) {}

  /** Options for a worker of activities. */
  get tuner(): TunerHolder {
    const few = { type: 'fixed-size', numSlots: 2 } as const;
    return {
      activityTaskSlotSupplier: this,
      workflowTaskSlotSupplier: few,
      localActivityTaskSlotSupplier: few,
      nexusTaskSlotSupplier: few,
    };
  }

  started(job: Job): void {
    const kind = this.kindOf(job);
    this.running = { kind, since: performance.now() };
    this.endsSoon = false;
    const { leadMs = 100, shortMs = 2000 } = this.options;
    const tookMs = kind === undefined ? undefined : this.tookMs.get(kind);
    if (tookMs === undefined || tookMs > shortMs) return;
    this.timer = setTimeout(
      () => {
        this.endsSoon = true;
        this.grantNext();
      },
      Math.max(0, tookMs - leadMs),
    );
  }

  ended(): void {
    clearTimeout(this.timer);
    const { running } = this;
    if (running?.kind !== undefined) this.note(running.kind, performance.now() - running.since);
    this.running = undefined;
    this.endsSoon = false;
    this.ending = Math.min(this.used, this.ending + 1);
    this.grantNext();
  }

  reserveSlot(_: SlotReserveContext, signal: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        grant: (permit) => {
          signal.removeEventListener('abort', giveUp);
          resolve(permit);
        },
      };
      const giveUp = (): void => {
        const place = this.requests.indexOf(request);
        if (place !== -1) this.requests.splice(place, 1);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the SDK wants its own reason back
        reject(signal.reason);
      };
      if (signal.aborted) {
        giveUp();
        return;
      }
      signal.addEventListener('abort', giveUp, { once: true });
      this.requests.push(request);
      this.grantNext();
    });
  }

  /** No workflow runs here whose activities could come without being asked for. */
  tryReserveSlot(): null {
    return null;
  }

  markSlotUsed({ permit }: SlotMarkUsedContext<ActivitySlotInfo>): void {
    if (permit instanceof Permit) permit.used = true;
    this.unused--;
    this.used++;
  }

  releaseSlot({ permit }: SlotReleaseContext<ActivitySlotInfo>): void {
    if (permit instanceof Permit && permit.used) {
      this.used--;
      this.ending = Math.max(0, this.ending - 1);
    } else {
      this.unused--;
    }
    this.grantNext();
  }

  private grantNext(): void {
    const before = this.used - this.ending;
    if (this.unused > 0 || before > (this.endsSoon ? 1 : 0)) return;
    const request = this.requests.shift();
    if (request === undefined) return;
    this.unused++;
    request.grant(new Permit());
  }

  private note(kind: string, ms: number): void {
    this.tookMs.delete(kind);
    this.tookMs.set(kind, ms);
    for (const oldest of this.tookMs.keys()) {
      if (this.tookMs.size <= REMEMBERED) return;
      this.tookMs.delete(oldest);
    }
  }
}

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { EnvironmentError } from '../../core/errors.js';
import { residentBytes } from './memory.js';
import { ending, spawnDetached, terminate, type Ending } from './process.js';

export interface PostDuty {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

export interface PostOptions {
  readonly memoryLimitBytes: number;
  readonly graceMs: number;
  readonly firstPauseMs: number;
  readonly checkEveryMs: number;
}

const longestPauseMs = 30_000;
const quickDeathMs = 10_000;
const quickDeathsAllowed = 5;

/** One place that is always manned: a process that is started again whenever it ends, until the post is given up. */
export class Post {
  /** Resolves when the process has died of itself, soon after its start, too many times in a row. */
  readonly failure: Promise<EnvironmentError>;
  #fail: (error: EnvironmentError) => void = () => undefined;
  #child: ChildProcess | undefined;
  #restarts = 0;
  #quickDeaths = 0;
  #stopped = false;
  #replacing = false;
  #pause: NodeJS.Timeout | undefined;
  readonly #patrol: NodeJS.Timeout;
  readonly #killAtExit = (): void => {
    this.#child?.kill('SIGTERM');
  };

  constructor(
    private readonly duty: PostDuty,
    private readonly options: PostOptions,
  ) {
    this.failure = new Promise((resolve) => {
      this.#fail = resolve;
    });
    mkdirSync(dirname(duty.log), { recursive: true });
    process.setMaxListeners(Math.max(process.getMaxListeners(), 64));
    process.once('exit', this.#killAtExit);
    this.#start();
    this.#patrol = setInterval(() => void this.#replaceIfTooLarge(), options.checkEveryMs);
  }

  status(): { readonly pid: number | undefined; readonly restarts: number; readonly log: string } {
    return { pid: this.#child?.pid, restarts: this.#restarts, log: this.duty.log };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#patrol);
    clearTimeout(this.#pause);
    process.off('exit', this.#killAtExit);
    if (this.#child !== undefined) await terminate(this.#child, this.options.graceMs);
  }

  #start(): void {
    const [program, ...args] = this.duty.command;
    const log = openSync(this.duty.log, 'a');
    const startedAt = performance.now();
    const child = spawnDetached(program, args, {
      // The channel to the parent is what tells a worker that its parent is gone.
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, ...this.duty.env },
    });
    closeSync(log);
    this.#child = child;
    void ending(child).then((how) => {
      this.#child = undefined;
      if (!this.#stopped) this.#restartAfter(how, performance.now() - startedAt);
    });
  }

  #restartAfter(how: Ending, livedMs: number): void {
    // Whoever sends these signals means to: an operator, a test, a system short of memory. Any other end is a fault.
    const ownFault = how.signal !== 'SIGKILL' && how.signal !== 'SIGTERM' && !this.#replacing;
    this.#replacing = false;
    this.#quickDeaths = livedMs < quickDeathMs && ownFault ? this.#quickDeaths + 1 : 0;
    if (this.#quickDeaths > quickDeathsAllowed) {
      this.#fail(this.#keepsFailing(how));
      return;
    }
    const pauseMs = Math.min(
      this.options.firstPauseMs * 2 ** Math.max(this.#quickDeaths - 1, 0),
      longestPauseMs,
    );
    this.#pause = setTimeout(() => {
      this.#restarts++;
      this.#start();
    }, pauseMs);
  }

  async #replaceIfTooLarge(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const bytes = await residentBytes(child.pid);
    if (bytes === undefined || bytes <= this.options.memoryLimitBytes || this.#child !== child) return;
    if (this.#replacing) return;
    this.#replacing = true;
    await terminate(child, this.options.graceMs);
  }

  #keepsFailing({ code, signal }: Ending): EnvironmentError {
    const how = signal ?? `exit code ${String(code)}`;
    return new EnvironmentError(
      'WORKER_KEEPS_FAILING',
      `${this.duty.name} died ${String(this.#quickDeaths)} times soon after its start, the last time with ${how}`,
      { hint: `read ${this.duty.log}; \`espalier doctor\` checks what workers need` },
    );
  }
}

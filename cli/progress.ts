import pc from 'picocolors';
import type { RunProgress, StepProgress } from './watch.js';

const BAR = 24;

/** Shows a run's progress: bars that are redrawn in place on a terminal, a line for each change elsewhere. On stderr. */
export class ProgressDisplay {
  private drawn = 0;
  private readonly said = new Map<string, string>();

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  show(progress: RunProgress): void {
    for (const { id, uses, state } of progress.steps) {
      if (state !== 'running' && state !== 'waiting')
        this.say(id, state, `${mark(state)} ${id} (${uses}) ${state}`);
    }
    if (this.stream.isTTY) this.redraw(progress.running);
    else
      for (const { id, text, stage } of progress.running)
        this.say(id, stage, `  ${id}: ${text === '' ? 'running' : text}`);
  }

  end(): void {
    this.erase();
  }

  /** A line that stays, said once for each news of a step. */
  private say(id: string, news: string, line: string): void {
    if (this.said.get(id) === news) return;
    this.said.set(id, news);
    this.erase();
    this.stream.write(`${line}\n`);
  }

  private redraw(running: readonly StepProgress[]): void {
    this.erase();
    const width = Math.max(40, this.stream.columns);
    for (const { id, share, text } of running) {
      this.stream.write(`${bar(share)} ${pc.bold(id)} ${text}`.slice(0, width + 30) + '\n');
    }
    this.drawn = running.length;
  }

  private erase(): void {
    if (this.drawn === 0) return;
    this.stream.moveCursor(0, -this.drawn);
    this.stream.cursorTo(0);
    this.stream.clearScreenDown();
    this.drawn = 0;
  }
}

function bar(share: number | undefined): string {
  if (share === undefined) return pc.dim('·'.repeat(BAR) + '     ');
  const filled = Math.round(share * BAR);
  const percent = `${String(Math.floor(share * 100))} %`.padStart(5);
  return pc.green('█'.repeat(filled)) + pc.dim('░'.repeat(BAR - filled)) + percent;
}

function mark(state: 'done' | 'failed' | 'skipped'): string {
  if (state === 'skipped') return pc.dim('–');
  return state === 'done' ? pc.green('✔') : pc.red('✘');
}

import { stripVTControlCharacters } from 'node:util';
import { WorkflowFailedError } from '@temporalio/client';
import { resultUnless } from './await-result.js';
import { exitCodes } from './exit-codes.js';
import { rootCause } from './failure.js';
import { lookUntil } from './follow.js';
import { Interrupted, onInterruption } from './interruption.js';
import { type RunStatus, statusOf } from './look.js';
import { ProgressDisplay } from './progress.js';
import { formatSeconds } from './run-summary.js';
import { viewOf } from './run-view.js';
import { type Server, withServer } from './server.js';
import type { PipelineHandle } from './start-run.js';
import { asJson, room, type StatusOptions } from './status.js';

/**
 * Shows a run until it ends: redrawn in place on a terminal; elsewhere a line for each news, or with `json` an object
 * for each. Returns 0, 1 for a run that failed, 130 after Ctrl+C, which leaves the run as it is.
 *
 * Throws what `withServer` throws.
 */
export async function watchRun(run: string, options: StatusOptions): Promise<number> {
  return withServer(options, async (server) => {
    const handle: PipelineHandle = server.client.workflow.getHandle(run);
    await handle.describe();
    const screen = options.json === true ? jsonLines() : process.stdout.isTTY ? terminal() : lines();
    const interruption = onInterruption();
    try {
      await lookUntil(resultUnless(server, handle, interruption.happens), async () => {
        screen.show(await statusOf(server, handle));
      });
      screen.end(await statusOf(server, handle));
      return exitCodes.done;
    } catch (error) {
      if (error instanceof Interrupted) return left(run);
      if (!(error instanceof WorkflowFailedError)) throw error;
      return await failed(server, handle, screen, error);
    } finally {
      interruption.ignore();
    }
  });
}

async function failed(
  server: Server,
  handle: PipelineHandle,
  screen: Screen,
  error: WorkflowFailedError,
): Promise<number> {
  screen.end(await statusOf(server, handle));
  const { code, message } = rootCause(error);
  console.error(`The run failed: ${code} ${message}`);
  return exitCodes.failed;
}

function left(run: string): number {
  console.error(`\nThe run goes on. To see it again: espalier watch ${run}`);
  return exitCodes.interrupted;
}

interface Screen {
  show(status: RunStatus): void;
  end(status: RunStatus): void;
}

/** Draws over what it has drawn before, and leaves the last of it. */
function terminal(): Screen {
  let drawn = 0;
  const draw = (status: RunStatus) => {
    const { width, height } = room();
    const shown = viewOf(status, status.progress, { width, height })
      .slice(0, height - 1)
      .map((line) => fitted(line, width));
    if (drawn > 0) process.stdout.moveCursor(0, -drawn);
    process.stdout.cursorTo(0);
    process.stdout.clearScreenDown();
    process.stdout.write(shown.map((line) => `${line}\n`).join(''));
    drawn = shown.length;
  };
  return { show: draw, end: draw };
}

/** A line that wraps would be two, and the next drawing would begin too low. */
function fitted(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < width ? line : `${plain.slice(0, width - 2)}…`;
}

function lines(): Screen {
  const display = new ProgressDisplay(process.stdout);
  return {
    show: ({ progress }) => {
      if (progress !== undefined) display.show(progress);
    },
    end({ run, state, seconds, progress }) {
      if (progress !== undefined) display.show(progress);
      console.log(`${run} ${state} after ${formatSeconds(seconds)}`);
    },
  };
}

function jsonLines(): Screen {
  let last = '';
  const show = (status: RunStatus) => {
    const news = JSON.stringify({ ...asJson(status), seconds: undefined });
    if (news === last) return;
    last = news;
    console.log(JSON.stringify(asJson(status)));
  };
  return { show, end: show };
}

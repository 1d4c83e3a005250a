import pc from 'picocolors';
import { formatMetric } from '../core/metrics/format.js';
import { spread } from '../core/metrics/front-table.js';
import { toldText } from '../core/notification/told.js';
import { metricLabel, readingOrder } from '../core/metrics/metrics.js';
import type { SearchProgress } from '../workflows/search-progress.js';
import { formatSeconds, type RunState, type RunSummary } from './run-summary.js';
import { columns } from './text.js';
import type { RunProgress, StepProgress } from './watch.js';

/** How much a terminal shows, in characters and lines. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

const BAR = 24;
const LEAST_ROWS = 3;

/** A run as lines: its steps, what those that run are doing, and of each search the front so far. */
export function viewOf(
  summary: RunSummary,
  progress: RunProgress | undefined,
  room: Room,
): readonly string[] {
  const head = [heading(summary), ''];
  if (progress === undefined) return [...head, 'No worker answers; the steps show when one does.'];
  const lines = [...head, ...stepLines(progress)];
  const searches = Object.entries(progress.searches);
  const rows = Math.max(
    LEAST_ROWS,
    Math.floor((room.height - lines.length - 1) / Math.max(1, searches.length)) - 4,
  );
  for (const [id, search] of searches) lines.push('', ...searchLines(id, search, rows, room.width));
  const told = progress.notifications.map(toldText);
  return told.length === 0 ? lines : [...lines, '', ...told];
}

function heading({ run, pipeline, state, seconds }: RunSummary): string {
  const of = pipeline === null ? '' : ` of ${pipeline}`;
  return `${pc.bold(run)}${of}: ${coloured(state)} ${state === 'running' ? 'for' : 'after'} ${formatSeconds(seconds)}`;
}

function coloured(state: RunState): string {
  if (state === 'done') return pc.green(state);
  return state === 'running' || state === 'paused' ? pc.cyan(state) : pc.red(state);
}

function stepLines({ steps, running }: RunProgress): readonly string[] {
  const heads = (['Step', 'Uses', 'State', ''] as const).map((head) => ({ head, align: 'left' as const }));
  const doing = (id: string) => running.filter((step) => step.id === id || step.id.startsWith(`${id}-`));
  const rows = steps.flatMap(({ id, uses, state, done, total }): string[][] => {
    const count = total > 1 ? ` ${String(done)} of ${String(total)}` : '';
    const own = doing(id);
    if (state !== 'running' || own.length === 0) return [[id, uses, `${state}${count}`, '']];
    return own.map((step) => [step.id, uses, `${state}${count}`, withBar(step)]);
  });
  const nested = running.filter(
    (step) => !steps.some(({ id }) => step.id === id || step.id.startsWith(`${id}-`)),
  );
  return columns(heads, [...rows, ...nested.map((step) => [step.id, '', 'running', withBar(step)])]);
}

function withBar({ share, text }: StepProgress): string {
  if (share === undefined) return text;
  const filled = Math.round(share * BAR);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${text}`;
}

function searchLines(id: string, search: SearchProgress, rows: number, width: number): readonly string[] {
  const { front, generation, generations, hypervolume, hypervolumes } = search;
  const of = generations === null ? '' : ` of ${String(generations)}`;
  const trend = sparkline(hypervolumes, Math.max(10, width - 60));
  const title = `${pc.bold(id)}: generation ${String(generation)}${of}, hypervolume ${hypervolume.toFixed(4)} ${trend}`;
  if (front.length === 0) return [title, 'No feasible candidate yet.'];
  const metrics = readingOrder(search.metrics ?? Object.keys(front[0].metrics));
  const shown = spread(front, rows);
  const table = columns(
    ['Candidate', ...metrics.map(metricLabel)].map((head) => ({ head, align: 'right' as const })),
    shown.map(({ id: candidate, metrics: values }) => [
      String(candidate),
      ...metrics.map((metric) => formatMetric(metric, values[metric])),
    ]),
  );
  const left = front.length - shown.length;
  return [title, ...table, ...(left > 0 ? [`and ${String(left)} more on the front`] : [])];
}

/** The last values as a line of bars, from the least to the greatest of them. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const least = Math.min(...shown);
  const span = Math.max(...shown) - least;
  const bars = '▁▂▃▄▅▆▇█';
  return shown.map((value) => bars[span > 0 ? Math.round(((value - least) / span) * 7) : 0]).join('');
}

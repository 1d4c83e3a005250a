import { isCancellation } from '@temporalio/workflow';
import type { LiveReport, SearchSummary } from '../activities/messages.js';
import type { PlannedStep } from '../core/pipeline/plan.js';
import { onlooker } from './proxies.js';
import { reportRequest } from './report-request.js';
import type { StepSurroundings } from './steps.js';

/** What a search needs to show its run while it goes on; nothing where the pipeline has no report. */
export function liveReport(surroundings: StepSurroundings): { readonly live?: LiveReport } {
  const { steps } = surroundings.plan;
  if (!steps.some(({ uses }) => uses === 'report')) return {};
  const { run, record, searches, sensitivities } = reportRequest(surroundings);
  const siblings = steps.filter(({ uses }) => uses === 'search').flatMap(namesOf);
  return { live: { run, record, searches, sensitivities, siblings } };
}

/** Writes the page of a run that goes on. A search does not depend on it: what goes wrong here is left to the report. */
export async function showSearch(live: LiveReport | undefined, summary: SearchSummary): Promise<void> {
  if (live === undefined || summary.generations.length === 0) return;
  try {
    const number = String(summary.generations.length);
    await onlooker.reportRunning.executeWithOptions({ summary: `show generation ${number}` }, [
      { ...live, summary },
    ]);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** What searches of a step are called. */
function namesOf({ id, elements, forEach, matrix }: PlannedStep): readonly string[] {
  if (forEach === undefined && matrix === undefined) return [id];
  return (elements ?? []).map((_, index) => `${id}-${String(index + 1)}`);
}

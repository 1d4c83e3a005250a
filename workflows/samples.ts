import { isCancellation, patched } from '@temporalio/workflow';
import type { ReportRequest } from '../activities/messages.js';
import { rootMessage } from './failure.js';
import { tensors } from './proxies.js';
import { listOf, trainedNetworks } from './results.js';
import type { StepSurroundings } from './steps.js';
import { asCandidate } from './values.js';

/** Pictures for the report, which comes without them where they cannot be made. */
export async function withSamples(
  { run, plan, results }: StepSurroundings,
  id: string,
  label: string,
): Promise<Pick<ReportRequest, 'samples'>> {
  const finetuned = trainedNetworks(results).map(({ network }) => network);
  const selected = Object.values(results)
    .filter(({ uses }) => uses === 'select')
    .flatMap(({ outputs }) => listOf(outputs, 'candidate').map(asCandidate));
  const isSearched = Object.values(results).some(({ uses }) => uses === 'search');
  if (!isSearched || !patched('reports have samples')) return {};
  try {
    const samples = await tensors().samples.executeWithOptions({ summary: `${label}: sample images` }, [
      { run, label: id, finetuned, selected, datasets: plan.datasets },
    ]);
    return { samples };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { samples: { failure: rootMessage(error) } };
  }
}

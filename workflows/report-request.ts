import type { ReportRequest } from '../activities/messages.js';
import { modelledTargets } from '../core/hardware/measured-target.js';
import { listOf, partsOf, trainedNetworks } from './results.js';
import type { Evaluations } from './search.js';
import type { StepSurroundings } from './steps.js';
import { asCandidate, isMeasuredNetwork, isProgram, isSearchOutput, isSensitivityOutput } from './values.js';

/** All that a report is drawn from: what the steps that are done have given. */
export function reportRequest({ run, plan, text, startedAt, results }: StepSurroundings): ReportRequest {
  const all = Object.values(results);
  const parts = all.flatMap(partsOf).map((outputs): object => outputs);
  const searches = parts.filter(isSearchOutput);
  const measured = parts.filter(isSensitivityOutput);
  const counted = [...searches, ...measured];
  const total = (count: keyof Evaluations): number =>
    counted.reduce((sum, { evaluations }) => sum + evaluations[count], 0);
  return {
    run,
    record: {
      version: 1,
      name: plan.name,
      workflowId: run.runId,
      seed: plan.seed,
      startedAt,
      pipeline: text,
      phases: Object.entries(results).map(([step, { uses, seconds }]) => ({ step, uses, seconds })),
      evaluations: { paid: total('paid'), cached: total('cached'), saved: total('saved') },
    },
    searches: searches.map(({ record }) => record),
    selected: Object.values(results)
      .filter(({ uses }) => uses === 'select')
      .flatMap(({ outputs }) => listOf(outputs, 'candidate').map(asCandidate)),
    sensitivities: measured.map(({ sensitivity }) => sensitivity),
    programs: all.flatMap(({ outputs }) => listOf(outputs, 'program').filter(isProgram)),
    measured: all.flatMap(({ outputs }) => listOf(outputs, 'measured').filter(isMeasuredNetwork)),
    finetuned: trainedNetworks(results),
    targets: modelledTargets(plan.targets),
  };
}

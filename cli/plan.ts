import { join } from 'node:path';
import Table from 'cli-table3';
import { evaluationsOf } from '../activities/kept-searches.js';
import type { Plan, PlannedStep } from '../core/pipeline/plan.js';
import { evaluationsAtMost } from '../core/pipeline/evaluations.js';
import { originOf } from '../core/pipeline/specification.js';
import { openStore } from '../runtime/store/open.js';
import { localDefaults } from './defaults.js';
import { exitCodes } from './exit-codes.js';
import { INVALID, type PipelineOptions, planFile } from './validate.js';

export interface PlanOptions extends PipelineOptions {
  /** Where the store is that a local run uses. */
  readonly home?: string;
  readonly json?: boolean;
}

interface PlanRow {
  readonly step: string;
  readonly uses: string;
  readonly needs: readonly string[];
  readonly condition: string | null;
  /** How often the step runs; null where only the run knows. */
  readonly times: number | null;
  /** Evaluations on images that its searches can ask for at most, and those of them that the store has already. */
  readonly evaluations: number | null;
  readonly cached: number | null;
  readonly finally: boolean;
}

/** Shows what a run of a pipeline would do, and starts nothing. Returns 0, or 3 for an invalid file. */
export async function showPlan(file: string, options: PlanOptions): Promise<number> {
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const { plan } = planned;
  const rows = await Promise.all([...plan.steps, ...plan.finally].map((step) => rowOf(step, plan, options)));
  if (options.json === true)
    console.log(JSON.stringify({ name: plan.name, inputs: plan.inputs, steps: rows }));
  else print(plan, rows);
  return exitCodes.done;
}

async function rowOf(step: PlannedStep, plan: Plan, options: PlanOptions): Promise<PlanRow> {
  const evaluations = evaluationsAtMost(step);
  return {
    step: step.id,
    uses: step.uses,
    needs: step.needs,
    condition: step.if === undefined ? null : String(step.if),
    times: step.elements?.length ?? null,
    evaluations: evaluations === undefined ? null : evaluations.reduce((sum, count) => sum + count, 0),
    cached:
      evaluations === undefined || step.uses !== 'search'
        ? null
        : await cachedOf(step, evaluations, plan, options),
    finally: step.section === 'finally',
  };
}

/** As many as the longest search of each origin has left, which are the first that another one asks for. */
async function cachedOf(
  step: PlannedStep,
  evaluations: readonly number[],
  plan: Plan,
  { home = localDefaults.home }: PlanOptions,
): Promise<number> {
  const store = openStore(process.env.ESPALIER_STORE ?? join(home, 'store'));
  const known = (step.elements ?? []).map(async (element, index) =>
    Math.min(evaluations[index], (await evaluationsOf(store, originOf(step, element, plan))) ?? 0),
  );
  return (await Promise.all(known)).reduce((sum, count) => sum + count, 0);
}

function print(plan: Plan, rows: readonly PlanRow[]): void {
  const table = new Table({
    head: ['Step', 'Uses', 'Times', 'After', 'Evaluations', 'In the store'],
    colAligns: ['left', 'left', 'right', 'left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { step, uses, times, needs, condition, evaluations, cached, finally: last } of rows) {
    table.push([
      step,
      condition === null ? uses : `${uses}, if ${condition}`,
      times === null ? 'for each' : String(times),
      last ? 'all others' : needs.join(', '),
      evaluations === null ? '' : `at most ${String(evaluations)}`,
      cached === null ? '' : String(cached),
    ]);
  }
  const inputs = Object.entries(plan.inputs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  console.log(`${plan.name}, seed ${String(plan.seed)}${inputs.length === 0 ? '' : `, ${inputs.join(' ')}`}`);
  console.log(table.toString());
}

import type { PlannedStep } from '../core/pipeline/plan.js';
import type { InputValues } from '../core/pipeline/inputs.js';
import type { Context } from '../core/pipeline/fill.js';
import { rootMessage } from './failure.js';
import type { Outputs, StepResult } from './results.js';

export interface StepStatus {
  readonly id: string;
  readonly uses: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** Elements that are done, of all. */
  readonly done: number;
  readonly total: number;
  /** What went wrong, of a step that failed. */
  readonly error?: string;
}

/** How a run stands, or ended. */
export type RunState = 'running' | 'done' | 'failed' | 'cancelled';

/** What a step has given so far, by the index of its element; and what it was, for one that would take it over. */
export interface KeptStep {
  readonly specification: string;
  readonly parts: Readonly<Record<number, Outputs>>;
}

/** Results of steps of an earlier run, by step. */
export type Kept = Readonly<Record<string, KeptStep>>;

/** What is known of the steps of a run while it runs. */
export class RunBook {
  onChange: () => void = () => undefined;
  private readonly states = new Map<string, StepStatus>();
  private readonly done = new Map<string, StepResult>();
  private readonly parts: Record<string, KeptStep> = {};
  private readonly takenOver = new Set<string>();
  private state: RunState = 'running';
  private error = '';

  constructor(
    private readonly runId: string,
    private readonly inputs: InputValues,
    steps: readonly PlannedStep[],
    private readonly earlier: Kept = {},
  ) {
    for (const { id, uses, elements } of steps) {
      this.states.set(id, { id, uses, state: 'waiting', done: 0, total: elements?.length ?? 1 });
    }
  }

  statuses(): readonly StepStatus[] {
    return [...this.states.values()];
  }

  results(): Readonly<Record<string, StepResult>> {
    return Object.fromEntries(this.done);
  }

  /** What another run could take over. */
  kept(): Kept {
    return this.parts;
  }

  stateOf(id: string): StepStatus['state'] {
    return this.statusOf(id).state;
  }

  /** What expressions can read. */
  context(): Context {
    const steps = this.statuses().map(({ id, state, error = '' }) => [
      id,
      { ...this.done.get(id)?.outputs, state, error },
    ]);
    return {
      inputs: this.inputs,
      run: { id: this.runId, state: this.state, error: this.error },
      steps: Object.fromEntries(steps),
    };
  }

  mark(id: string, change: Partial<StepStatus>): void {
    this.states.set(id, { ...this.statusOf(id), ...change });
    this.onChange();
  }

  end(id: string, result: StepResult): void {
    this.done.set(id, result);
    this.mark(id, { state: 'done' });
  }

  fail(id: string, error: unknown): void {
    this.mark(id, { state: 'failed', error: rootMessage(error) });
  }

  endRun(state: RunState, error?: unknown): void {
    this.state = state;
    this.error = error === undefined ? '' : rootMessage(error);
  }

  /**
   * What an earlier run found of a step, by element, where the step is what it was and so is all that it reads. A report
   * tells of its own run.
   */
  begin({ id, uses, needs, reads }: PlannedStep, specification: string): KeptStep['parts'] {
    this.parts[id] = { specification, parts: {} };
    const earlier = uses === 'report' || !Object.hasOwn(this.earlier, id) ? undefined : this.earlier[id];
    const isSame =
      earlier?.specification === specification &&
      [...needs, ...reads].every((need) => this.takenOver.has(need));
    return isSame ? earlier.parts : {};
  }

  keepPart(id: string, index: number, outputs: Outputs): void {
    const { specification, parts } = this.parts[id];
    this.parts[id] = { specification, parts: { ...parts, [index]: outputs } };
    this.mark(id, { done: Object.keys(parts).length + 1 });
  }

  /** Notes that a step is what it was in the earlier run. */
  takeOver(id: string): void {
    this.takenOver.add(id);
  }

  private statusOf(id: string): StepStatus {
    const status = this.states.get(id);
    if (status === undefined) throw new Error(`There is no step ${id}.`);
    return status;
  }
}

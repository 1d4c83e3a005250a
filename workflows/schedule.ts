import { ApplicationFailure } from '@temporalio/workflow';
import { resolveValue } from '../core/pipeline/references.js';
import type { Plan, PlannedStep } from '../core/pipeline/plan.js';
import { asFailure } from './failure.js';
import type { Outputs, StepResult } from './results.js';
import { runStep, type StepSurroundings } from './steps.js';

export interface StepStatus {
  readonly id: string;
  readonly uses: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Elements of `forEach` that are done, of all. */
  readonly done: number;
  readonly total: number;
}

/** Runs the steps of a plan as soon as what they need is done; steps without a path between them run together. */
export class Schedule {
  onChange: () => void = () => undefined;
  private readonly states = new Map<string, StepStatus>();
  private readonly results: Record<string, StepResult> = {};

  constructor(
    private readonly plan: Plan,
    private readonly surroundings: Omit<StepSurroundings, 'results'>,
  ) {
    for (const { id, uses } of plan.steps)
      this.states.set(id, { id, uses, state: 'waiting', done: 0, total: 1 });
  }

  statuses(): readonly StepStatus[] {
    return [...this.states.values()];
  }

  async run(): Promise<Readonly<Record<string, StepResult>>> {
    const running = new Map<string, Promise<void>>();
    for (const step of this.plan.steps) {
      const before = step.needs.flatMap((id) => running.get(id) ?? []);
      running.set(
        step.id,
        Promise.all(before).then(() => this.runOne(step)),
      );
    }
    await Promise.all(running.values());
    return this.results;
  }

  private async runOne(step: PlannedStep): Promise<void> {
    const began = Date.now();
    this.mark(step.id, { state: 'running' });
    try {
      const outputs = await this.runItems(step);
      this.results[step.id] = { uses: step.uses, outputs, seconds: (Date.now() - began) / 1000 };
      this.mark(step.id, { state: 'done' });
    } catch (error) {
      this.mark(step.id, { state: 'failed' });
      throw asFailure(error);
    }
  }

  private async runItems(step: PlannedStep): Promise<Outputs> {
    const context = { steps: this.outputs() };
    const surroundings = { ...this.surroundings, results: this.results };
    if (step.forEach === undefined) {
      return runStep(surroundings, step, 0, (value) => resolveValue(value, context));
    }
    const items = resolveValue(step.forEach, context);
    if (!Array.isArray(items)) {
      throw ApplicationFailure.nonRetryable(`forEach of step ${step.id} is not a list.`, 'WRONG_VALUE');
    }
    this.mark(step.id, { total: items.length });
    const parts = await Promise.all(
      items.map(async (item: unknown, index) => {
        const part = await runStep(surroundings, step, index, (value) =>
          resolveValue(value, { ...context, item }),
        );
        this.mark(step.id, { done: (this.states.get(step.id)?.done ?? 0) + 1 });
        return part;
      }),
    );
    const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
    return Object.fromEntries(names.map((name) => [`${name}s`, parts.map((part) => part[name])]));
  }

  private outputs(): Record<string, Outputs> {
    return Object.fromEntries(Object.entries(this.results).map(([id, { outputs }]) => [id, outputs]));
  }

  private mark(id: string, change: Partial<StepStatus>): void {
    const status = this.states.get(id);
    if (status === undefined) throw new Error(`There is no step ${id}.`);
    this.states.set(id, { ...status, ...change });
    this.onChange();
  }
}

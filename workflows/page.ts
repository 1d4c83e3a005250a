import { setCurrentDetails } from '@temporalio/workflow';
import { line } from '../core/metrics/front-table.js';
import { type Told, toldText } from '../core/notification/told.js';
import type { Plan } from '../core/pipeline/plan.js';
import type { StepStatus } from './run-book.js';

/** A run's page in the Web UI, to which notifications come last. */
export class Page {
  readonly notifications: Told[] = [];
  private text = '';

  constructor(private readonly plan: Pick<Plan, 'name' | 'seed'>) {}

  show(statuses: readonly StepStatus[]): void {
    this.text = details(this.plan, statuses);
    setCurrentDetails(this.text);
  }

  add(told: Told): void {
    this.notifications.push(told);
    this.text = `${this.text}\n\n${toldText(told)}`;
    setCurrentDetails(this.text);
  }
}

function details({ name, seed }: Pick<Plan, 'name' | 'seed'>, statuses: readonly StepStatus[]): string {
  const rows = statuses.map(({ id, uses, state, done, total }) => {
    const count = total > 1 ? ` ${String(done)} of ${String(total)}` : '';
    return line([id, uses, `${state}${count}`]);
  });
  return [
    `**${name}**, seed ${String(seed)}`,
    '',
    line(['Step', 'Uses', 'State']),
    line(['---', '---', '---']),
    ...rows,
  ].join('\n');
}

import { ApplicationFailure } from '@temporalio/workflow';
import type { MeasureAnswer, MeasureRequest, MeasurementCounts } from '../activities/messages.js';
import {
  isFigureOf,
  measuredMetrics,
  type MeasuredTarget,
  measuredTargets,
} from '../core/hardware/measured-target.js';
import { latencyMetric } from '../core/metrics/metrics.js';
import type { Target } from '../core/hardware/target.js';
import { parseConstraint } from '../core/pipeline/constraints.js';
import { metricsRead, type ObjectiveRecord, withExpressions } from '../core/pipeline/objectives.js';
import { attemptAll } from './failures.js';
import type { GenerationInput } from './generation.js';
import { failed, type Outcome, type Scored } from './outcome.js';
import { devices } from './proxies.js';

/** What was measured of a network, by target. */
export type Measured = Readonly<Record<string, MeasureAnswer>>;

/** How a generation's candidates are measured. */
export interface Measuring {
  readonly targets: Readonly<Record<string, MeasuredTarget>>;
  /** What measured the network before pruning, by target. */
  readonly devices: Readonly<Record<string, string>>;
}

/** The targets whose measured figures a search reads, and those that it names. */
export function targetsToMeasure(
  targets: Readonly<Record<string, Target | MeasuredTarget>>,
  objectives: readonly ObjectiveRecord[],
  comparisons: readonly string[],
  named: readonly string[] = [],
): Measuring['targets'] {
  const read = [
    ...named.map(latencyMetric),
    ...objectives.flatMap(metricsRead),
    ...comparisons.map(parseConstraint).flatMap(({ metrics, baseline }) => [...metrics, ...baseline]),
  ];
  return measuredTargets(targets, read);
}

/** Throws a non-retryable `TARGET_NOT_MEASURED` for a target that has a model. */
export function checkMeasured(
  names: readonly string[],
  targets: Readonly<Record<string, Target | MeasuredTarget>>,
): void {
  const wrong = names.find((name) => !Object.hasOwn(measuredTargets(targets, [latencyMetric(name)]), name));
  if (wrong === undefined) return;
  const reason = `The target '${wrong}' is computed by its model; there is nothing to measure on it.`;
  throw ApplicationFailure.nonRetryable(reason, 'TARGET_NOT_MEASURED');
}

/** Whether a metric is not known before measuring. */
export function isToMeasure({ measuring }: Pick<GenerationInput, 'measuring'>, metric: string): boolean {
  return Object.keys(measuring?.targets ?? {}).some((target) => isFigureOf(metric, target));
}

/** Measures a network on targets, one after the other. */
export async function measureOn(
  targets: Measuring['targets'],
  known: Measuring['devices'],
  title: string,
  request: Omit<MeasureRequest, 'target' | 'device'>,
  taskQueue?: string,
): Promise<Measured> {
  const measured: [string, MeasureAnswer][] = [];
  for (const [name, target] of Object.entries(targets)) {
    const device = Object.hasOwn(known, name) ? known[name] : undefined;
    const answer = await devices(taskQueue).measure.executeWithOptions(
      { summary: `${title}: measure on ${name}` },
      [{ ...request, target, device }],
    );
    measured.push([name, answer]);
  }
  return Object.fromEntries(measured);
}

/**
 * Measures candidates one after the other, so that none disturbs another. Those that fail are out; a device that is not the
 * one before fails the generation, since whatever it measures is not to be compared.
 */
export async function measureAll(
  input: GenerationInput,
  title: string,
  candidates: readonly Scored[],
): Promise<readonly (Scored | Outcome)[]> {
  const { measuring, objectives = [], baseline, evaluate, onFailure } = input;
  if (measuring === undefined) return candidates;
  const inTurn = turns();
  const attempts = await attemptAll(onFailure, title, candidates, ({ id, plan }) =>
    inTurn(() =>
      measureOn(measuring.targets, measuring.devices, `${title}, candidate ${String(id)}`, {
        run: evaluate.run,
        label: evaluate.label,
        network: evaluate.network,
        plan,
      }),
    ),
  );
  return attempts.map((attempt, index): Scored | Outcome => {
    const candidate = candidates[index];
    if ('answer' in attempt) {
      const metrics = { ...candidate.metrics, ...measuredMetrics(attempt.answer) };
      return {
        ...candidate,
        measured: attempt.answer,
        metrics: withExpressions(metrics, objectives, baseline),
      };
    }
    const { code, reason } = attempt;
    if (code === 'DEVICE_CHANGED') throw ApplicationFailure.nonRetryable(reason, code);
    return failed(candidate, reason);
  });
}

/** Measurements of a search's candidates; undefined where it measures nothing. */
export function countMeasurements(
  outcomes: readonly { readonly measured?: Measured }[],
): MeasurementCounts | undefined {
  const answers = outcomes.flatMap(({ measured }) => Object.values(measured ?? {}));
  if (answers.length === 0) return undefined;
  const known = answers.filter(({ cached }) => cached === true).length;
  const noisy = answers.filter(({ timing }) => timing?.noisy === true).length;
  return { made: answers.length - known, known, noisy };
}

/** Each call waits for those before it, however they end. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = before.then(work);
    before = own.catch(() => undefined);
    return own;
  };
}

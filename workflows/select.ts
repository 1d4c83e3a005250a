import type { CandidateRef, FrontRef } from '../activities/messages.js';
import { PipelineError } from '../core/errors.js';
import { selectPoints } from '../core/evolution/select.js';
import { formatMetric } from '../core/metrics/format.js';
import { latencyTarget } from '../core/metrics/metrics.js';
import { bestWithin, type Cost, fastestWithin, lossOf } from '../core/metrics/select-within.js';
import type { SelectSettings } from '../core/pipeline/document.js';
import { parseMetricExpression } from '../core/pipeline/objectives.js';
import { toObjectives } from './objectives.js';

type Settings = Omit<SelectSettings, 'from'>;

/**
 * Picks candidates of a front. Throws a PipelineError `NOTHING_SELECTED` where no candidate is within the bounds that are
 * set, and `UNKNOWN_METRIC` for a metric that the candidates do not have.
 */
export function selectCandidates(front: FrontRef, settings: Settings): readonly CandidateRef[] {
  return indicesOf(front, settings)
    .slice(0, settings.count)
    .map((index) => front.candidates[index]);
}

function indicesOf(front: FrontRef, { strategy, count, ...bounds }: Settings): readonly number[] {
  const { candidates, objectives } = front;
  switch (strategy) {
    case 'fastest-within': {
      const { maxLoss = 0, metric = latencyOf(front) } = bounds;
      const found = fastestWithin(candidates, maxLoss, costOf(front, metric));
      const least = Math.min(...candidates.map(lossOf));
      if (found.length > 0 || candidates.length === 0) return found;
      throw nothing(
        `No candidate loses ${maxLoss} points of mIoU or less; the least that one loses is ${least.toFixed(2)}.`,
      );
    }
    case 'best-within': {
      const { budget = 0, metric = latencyOf(front) } = bounds;
      const cost = costOf(front, metric);
      const found = bestWithin(candidates, budget, cost);
      const least = Math.min(...candidates.map(cost));
      if (found.length > 0 || candidates.length === 0) return found;
      throw nothing(
        `No candidate has '${metric}' within ${budget}; the least is ${formatMetric(metric, least)}.`,
      );
    }
    default: {
      const points = candidates.map(({ metrics, baseline }) => toObjectives(metrics, objectives, baseline));
      return selectPoints(points, strategy, count);
    }
  }
}

function costOf({ candidates, search }: FrontRef, metric: string): Cost {
  const expression = parseMetricExpression(metric);
  const missing = expression.metrics.find((name) =>
    candidates.some(({ metrics }) => !Object.hasOwn(metrics, name)),
  );
  if (missing !== undefined) {
    throw new PipelineError('UNKNOWN_METRIC', `The candidates of '${search}' have no metric '${missing}'.`);
  }
  return ({ metrics, baseline }) => expression.value(metrics, baseline);
}

/** The first latency among the objectives; else what they make small. */
function latencyOf({ objectives }: FrontRef): string {
  const small = objectives.filter(({ goal }) => goal === 'minimize').map(({ metric }) => metric);
  return small.find((metric) => latencyTarget(metric) !== undefined) ?? small.at(0) ?? 'ops';
}

function nothing(message: string): PipelineError {
  return new PipelineError('NOTHING_SELECTED', message, {
    hint: 'Allow more, or search longer.',
  });
}

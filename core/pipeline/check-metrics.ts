import { classIouMetric, classOfIou, targetMetrics } from '../metrics/metrics.js';
import type { Annotated } from './annotations.js';
import { parseConstraint } from './constraints.js';
import type { Say } from './expression-type.js';
import { suggest } from './near.js';
import { parseMetricExpression } from './objectives.js';
import type { Scope } from './scope.js';

/** Checks the metrics of a constraint. Throws its `BAD_CONSTRAINT`. */
export function checkConstraint({ text, path }: Annotated, scope: Scope, say: Say): void {
  const { metrics, baseline } = parseConstraint(text);
  checkMetrics([...metrics, ...baseline], path, scope, say);
}

/** Checks the metrics of an objective. Throws its `BAD_OBJECTIVE`. */
export function checkObjective({ text, path }: Annotated, scope: Scope, say: Say): void {
  // A latency has its target in a key of its own, which the schema asks for.
  if (text === 'latency' && path.at(-1) === 'minimize') return;
  const { metrics, baseline } = parseMetricExpression(text);
  checkMetrics([...metrics, ...baseline], path, scope, say);
}

function checkMetrics(names: readonly string[], path: Annotated['path'], scope: Scope, say: Say): void {
  const { targets, models, steps, classes } = scope;
  const dataset = steps?.get(String(path[1]))?.dataset ?? '';
  const known = classes.get(dataset);
  for (const name of new Set(names)) {
    const wanted = classOfIou(name);
    if (wanted !== undefined) {
      if (known === undefined || known.includes(wanted)) continue;
      say(
        'UNKNOWN_CLASS',
        `The dataset '${dataset}' has no class '${wanted}'.`,
        suggest(wanted, known, 'classes'),
      );
    } else if (targets !== undefined) {
      const metrics = [
        'miou',
        'ops',
        'macs',
        'params',
        ...targets.flatMap((target) => targetMetrics(target, models.get(target))),
      ];
      if (metrics.includes(name)) continue;
      say(
        'UNKNOWN_METRIC',
        `There is no metric '${name}'.`,
        suggest(name, [...metrics, classIouMetric('<class>')], 'metrics'),
      );
    }
  }
}

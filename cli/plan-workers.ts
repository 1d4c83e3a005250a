import { isMeasured } from '../core/hardware/measured-target.js';
import { fillDocument } from '../core/pipeline/fill.js';
import { isMap } from '../core/pipeline/map.js';
import type { Plan } from '../core/pipeline/plan.js';
import { documentOf, stepIn } from '../core/pipeline/planned-step.js';

/** Steps that measure, or may run a pipeline that does. */
const MEASURING: ReadonlySet<string> = new Set(['measure', 'profile', 'pipeline']);

/** Whether a run may measure on a device. Where only a file would say so, or the run itself, it may. */
export function mayMeasure({ targets, steps, finally: last }: Plan): boolean {
  const measuredTarget = Object.values(targets).some((target) => !('model' in target) || isMeasured(target));
  return measuredTarget || [...steps, ...last].some(({ uses }) => MEASURING.has(uses));
}

/** The task queues that steps name for themselves, as far as they are known before the run. */
export function queuesOf({ steps, finally: last }: Plan): readonly string[] {
  const queues = [...steps, ...last].flatMap((step) =>
    (step.elements ?? [{}]).flatMap((element) => {
      const filled = stepIn(
        fillDocument(documentOf(step), { ...element }, () => () => undefined),
        step,
      );
      const queue = isMap(filled) ? filled.taskQueue : undefined;
      return typeof queue === 'string' && !queue.includes('${{') ? [queue] : [];
    }),
  );
  return [...new Set(queues)];
}

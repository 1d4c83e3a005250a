import { isMeasured } from '../core/hardware/measured-target.js';
import type { Plan } from '../core/pipeline/plan.js';

/** Steps that measure, or may run a pipeline that does. */
const MEASURING: ReadonlySet<string> = new Set(['measure', 'profile', 'pipeline']);

/** Whether a run may measure on a device. Where only a file would say so, or the run itself, it may. */
export function mayMeasure({ targets, steps, finally: last }: Plan): boolean {
  const measuredTarget = Object.values(targets).some((target) => !('model' in target) || isMeasured(target));
  return measuredTarget || [...steps, ...last].some(({ uses }) => MEASURING.has(uses));
}

import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';
import type {
  CompileActivities,
  ControlActivities,
  DeviceActivities,
  TensorActivities,
} from '../activities/index.js';

/**
 * Every wait and every number of attempts is bounded. The death of a worker is noticed by a missed heartbeat, and
 * timeouts for that are short, since a search resumes no sooner. Light activities compute in the thread that beats: theirs
 * leaves room for that.
 */
const LIGHT: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', maximumAttempts: 6 },
};

const HEAVY: ActivityOptions = {
  heartbeatTimeout: '10 seconds',
  // A run that is cancelled has ended only when its tools have, and what they left lying about is gone.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', maximumAttempts: 6 },
};

/** Light activities run on the workflow's own queue. */
export const control = proxyActivities<ControlActivities>(LIGHT);

/** Others' servers: a little more patience, and an end to it. */
export const messenger = proxyActivities<ControlActivities>({
  startToCloseTimeout: '20 seconds',
  heartbeatTimeout: '15 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 3,
    maximumInterval: '30 seconds',
    maximumAttempts: 4,
  },
});

/** For what shows how things stand and holds nothing up: tried once. */
export const onlooker = proxyActivities<ControlActivities>({ ...LIGHT, retry: { maximumAttempts: 1 } });

/** Drawing a report and reading a large network take longer than the rest of the light ones. */
export const slowControl = proxyActivities<ControlActivities>({ ...LIGHT, startToCloseTimeout: '5 minutes' });

/** Run within the workflow's own task: for what takes milliseconds, and what a way to the server and back would delay. */
export const inTask = proxyLocalActivities<ControlActivities>({
  startToCloseTimeout: '5 minutes',
  retry: LIGHT.retry,
});

/** Workers of a role on a task queue; by default on the workflow's own. */
export function tensors(taskQueue?: string) {
  const { evaluate, saliency, samples } = proxyActivities<TensorActivities>({
    ...HEAVY,
    taskQueue: `${taskQueue ?? workflowInfo().taskQueue}-tensor`,
    startToCloseTimeout: '6 hours',
  });
  const { train } = proxyActivities<TensorActivities>({
    ...HEAVY,
    taskQueue: `${taskQueue ?? workflowInfo().taskQueue}-tensor`,
    startToCloseTimeout: '30 days',
  });
  return { evaluate, saliency, samples, train };
}

export function devices(taskQueue?: string) {
  return proxyActivities<DeviceActivities>({
    ...HEAVY,
    taskQueue: `${taskQueue ?? workflowInfo().taskQueue}-device`,
    startToCloseTimeout: '6 hours',
  });
}

export function compilers(taskQueue?: string) {
  return proxyActivities<CompileActivities>({
    ...HEAVY,
    taskQueue: `${taskQueue ?? workflowInfo().taskQueue}-compile`,
    startToCloseTimeout: '2 hours',
  });
}

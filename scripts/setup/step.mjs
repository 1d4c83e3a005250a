import { withSetupLock } from './lock.mjs';

/** A failure that the user can do something about: what went wrong, and the cure. */
export class SetupError extends Error {
  constructor(message, cure) {
    super(message);
    this.cure = cure;
  }
}

/**
 * Runs steps in order and returns the exit code. A step is
 * `{ name, done(): boolean | Promise<boolean>, act(): Promise<string | void> }`;
 * `act` may return a remark to print. When every step is done already, nothing is locked and nothing printed.
 */
export async function runSteps(steps) {
  const start = performance.now();
  let worked;
  try {
    if (await firstUndone(steps)) {
      worked = await withSetupLock(() => perform(steps));
    } else {
      worked = true;
    }
  } catch (error) {
    printFailure('set-up', error);
    return 1;
  }
  if (worked) console.log(`set-up ready (${seconds(start)})`);
  return worked ? 0 : 1;
}

async function firstUndone(steps) {
  for (const step of steps) {
    // A check that cannot even be made means that there is work; the step itself will say why.
    const done = await attempt(step.done);
    if (!done) return step;
  }
  return undefined;
}

async function attempt(check) {
  try {
    return await check();
  } catch {
    return false;
  }
}

async function perform(steps) {
  for (const step of steps) {
    if (await attempt(step.done)) continue;
    const start = performance.now();
    console.log(`  ${step.name} ...`);
    try {
      const remark = await step.act();
      console.log(`  ${step.name}: done in ${seconds(start)}${remark ? ` (${remark})` : ''}`);
    } catch (error) {
      printFailure(step.name, error);
      return false;
    }
  }
  return true;
}

function printFailure(name, error) {
  console.error(`\nSet-up failed at: ${name}`);
  if (error instanceof SetupError) {
    console.error(`Why: ${error.message}`);
    if (error.cure) console.error(`What to do: ${error.cure}`);
  } else {
    console.error(`Why: ${error.stack ?? error}`);
    console.error(
      'What to do: this looks like a bug in set-up itself; please report it with the lines above.',
    );
  }
}

const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

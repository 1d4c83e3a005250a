#!/usr/bin/env node
// Sets the project up from nothing; with nothing to do it ends in well under a second.
// usage: node scripts/setup.mjs [--test]     (--test also fetches what only the tests need)
import { runSteps } from './setup/step.mjs';
import { nodeVersion, npmPackages, commandLink } from './setup/npm.mjs';
import { temporalCli, temporalTestServer } from './setup/temporal.mjs';
import { libtensorflow, tensorflowBinding } from './setup/tensorflow.mjs';
import { typescript, workflowBundle } from './setup/compile.mjs';

const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== '--test');
if (unknown.length > 0) {
  console.error(`unknown argument ${unknown[0]}; usage: node scripts/setup.mjs [--test]`);
  process.exit(2);
}

process.exitCode = await runSteps([
  nodeVersion,
  npmPackages,
  temporalCli,
  ...(args.includes('--test') ? [temporalTestServer] : []),
  libtensorflow,
  tensorflowBinding,
  typescript,
  commandLink,
  workflowBundle,
]);

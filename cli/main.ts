#!/usr/bin/env node
import { EspalierError } from '../core/errors.js';
import { exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Says what went wrong, and gives the exit code for it. */
function tell(error: unknown): number {
  if (error instanceof EspalierError) {
    console.error(`${error.code} ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`);
    return error.code === 'TEMPORAL_UNREACHABLE' ? exitCodes.unreachable : exitCodes.failed;
  }
  // Commander has said what is wrong already.
  if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  console.error('This is a defect of Espalier; please report it with what follows.');
  console.error(error);
  return exitCodes.failed;
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    typeof error === 'object' && error !== null && 'exitCode' in error && typeof error.exitCode === 'number'
  );
}

import { Context } from '@temporalio/activity';
import { PipelineError } from '../core/errors.js';
import { execute } from '../runtime/exec.js';
import { exportOnnx } from '../runtime/onnx/export.js';
import { isBlobId } from '../runtime/store/blob-id.js';
import type { ExecRequest } from './messages.js';
import { isNetworkBytes, readNetwork } from './networks.js';
import { publish } from './publish.js';
import type { Surroundings } from './surroundings.js';

/**
 * Runs a user's program, and publishes what it writes: the value of a file that ends in `.json`, the digest of any other.
 *
 * Throws a PipelineError `EXEC_NOT_ALLOWED` or `EXEC_OUTPUT_NOT_JSON`, and `execute`'s errors.
 */
export async function exec(
  surroundings: Surroundings,
  { run, label, command, inputs, outputs, environment }: ExecRequest,
): Promise<Record<string, unknown>> {
  if (!surroundings.allowExec) {
    throw new PipelineError(
      'EXEC_NOT_ALLOWED',
      `Step '${label}' runs a program, which this worker does not allow.`,
      {
        hint: 'Start the worker with --allow-exec, where you trust those who write its pipelines.',
      },
    );
  }
  const read = Object.entries(inputs).map(
    async ([name, value]) => [name, await inputFile(surroundings, name, value)] as const,
  );
  const written = await execute({
    command,
    inputs: Object.fromEntries(await Promise.all(read)),
    outputs,
    environment,
    cwd: run.base ?? surroundings.baseFolder,
    signal: Context.current().cancellationSignal,
  });
  const values: Record<string, unknown> = {};
  for (const [name, bytes] of Object.entries(written)) {
    const { digest } = await publish(surroundings, run, `${label}/${outputs[name]}`, bytes);
    values[name] = outputs[name].endsWith('.json') ? jsonOf(name, bytes) : digest;
  }
  return values;
}

/** A network as ONNX, another artifact as it is, any other value as JSON. */
async function inputFile(
  { store }: Surroundings,
  name: string,
  value: unknown,
): Promise<{ readonly file: string; readonly bytes: Uint8Array }> {
  if (typeof value !== 'string' || !isBlobId(value)) {
    return { file: `${name}.json`, bytes: Buffer.from(JSON.stringify(value)) };
  }
  const bytes = await store.get(value);
  if (!isNetworkBytes(bytes)) return { file: name, bytes };
  const { network, weights } = await readNetwork(store, value);
  return { file: `${name}.onnx`, bytes: exportOnnx(network, weights) };
}

function jsonOf(name: string, bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return value;
  } catch (cause) {
    throw new PipelineError('EXEC_OUTPUT_NOT_JSON', `The output '${name}' is no JSON.`, {
      hint: 'Write JSON, or give the file another ending.',
      cause,
    });
  }
}

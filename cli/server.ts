import { join, resolve } from 'node:path';
import {
  isGrpcServiceError,
  NamespaceNotFoundError,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { EnvironmentError, PipelineError } from '../core/errors.js';
import {
  connect,
  type ServerFlags,
  serverSettings,
  type TemporalConnection,
} from '../runtime/temporal/connect.js';
import { findDevServer } from '../runtime/temporal/dev-server.js';

export interface ServerOptions extends ServerFlags {
  /** Where the state of a server of our own is kept. */
  readonly home: string;
}

export interface Server extends TemporalConnection {
  /** Whether it is a server of our own, found by its state, whose workers see this machine's files. */
  readonly own: boolean;
  /** Undefined for a server that is not ours: it may have no Web UI, or anywhere. */
  readonly uiUrl: string | undefined;
}

/**
 * Uses the server that is named, else the one that runs on our state, and closes the connection afterwards.
 *
 * Throws an EnvironmentError `TEMPORAL_UNREACHABLE` where there is none or it goes away, and a PipelineError
 * `RUN_NOT_FOUND`, `RUN_EXISTS` or `SCHEDULE_NOT_FOUND` where a run or schedule is not there, or is there already.
 */
export async function withServer<T>(options: ServerOptions, use: (server: Server) => Promise<T>): Promise<T> {
  const chosen = await choose(options);
  const temporal = await connect({ ...options, address: chosen.address });
  try {
    return await use({ ...temporal, ...chosen });
  } catch (error) {
    throw asOurs(error, temporal.address);
  } finally {
    await temporal.close();
  }
}

async function choose(options: ServerOptions): Promise<Pick<Server, 'address' | 'own' | 'uiUrl'>> {
  const settings = serverSettings(options);
  if (settings.named) return { address: settings.connection.address, own: false, uiUrl: undefined };
  const running = await findDevServer(join(resolve(options.home), 'temporal.db'));
  if (running !== undefined) return { address: running.address, own: true, uiUrl: running.uiUrl };
  throw new EnvironmentError('TEMPORAL_UNREACHABLE', `No server runs on ${resolve(options.home)}.`, {
    hint: 'Start it again with `espalier dev`, give --home as it was given to the run, or --address.',
  });
}

function asOurs(error: unknown, address: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new PipelineError(
      'RUN_NOT_FOUND',
      `The server knows no run '${error.workflowId}' that this can be asked of.`,
      {
        hint: '`espalier list` shows the runs that it knows. Give the server that the run is on.',
        cause: error,
      },
    );
  }
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    return new PipelineError('RUN_EXISTS', `The server has a run '${error.workflowId}' already.`, {
      hint: 'Give another --id.',
      cause: error,
    });
  }
  if (error instanceof ScheduleNotFoundError) {
    return new PipelineError('SCHEDULE_NOT_FOUND', `The server has no schedule '${error.scheduleId}'.`, {
      hint: '`espalier schedule list` shows those that it has.',
      cause: error,
    });
  }
  if (error instanceof NamespaceNotFoundError) return refused(address, error.message, error);
  const found = answerIn(error);
  if (found === undefined) return error;
  const { code, details } = found;
  if (code === UNAVAILABLE) {
    return new EnvironmentError('TEMPORAL_UNREACHABLE', `The Temporal server at ${address} went away.`, {
      hint: 'Start it again; what ran on it goes on.',
      cause: error,
    });
  }
  const refusals = [PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND];
  return refusals.includes(code) ? refused(address, details, error) : error;
}

function refused(address: string, reason: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('TEMPORAL_REFUSES', `The Temporal server at ${address} refuses: ${reason}`, {
    hint: 'Check the namespace, the API key and the certificates.',
    cause,
  });
}

/** The library wraps what the server answers. */
function answerIn(error: unknown): { readonly code: number; readonly details: string } | undefined {
  if (isGrpcServiceError(error)) return { code: error.code, details: error.details };
  return error instanceof Error ? answerIn(error.cause) : undefined;
}

const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

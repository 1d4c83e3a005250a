import { connect as openSocket } from 'node:net';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { EnvironmentError } from '../../core/errors.js';
import { type ServerFlags, environmentOf } from './flags.js';

export type { ServerFlags } from './flags.js';

export interface ServerSettings {
  readonly connection: Omit<ConnectionOptions, 'apiKey'> & {
    readonly address: string;
    readonly apiKey?: string;
  };
  readonly namespace: string;
  /** True where a flag, the environment or Temporal's configuration file names the server. */
  readonly named: boolean;
}

export interface TemporalConnection {
  readonly client: Client;
  readonly connection: Connection;
  readonly address: string;
  readonly namespace: string;
  readonly close: () => Promise<void>;
}

export const defaultAddress = '127.0.0.1:7233';
export const defaultNamespace = 'default';

const defaultPort = 7233;
const connectTimeoutMs = 5000;

/**
 * The server's settings as Temporal's own tools find them: flags, then TEMPORAL_* variables, then the profile in
 * temporal.toml, then the local default. Throws an EnvironmentError `TEMPORAL_CONFIG_INVALID`.
 */
export function serverSettings(flags: ServerFlags = {}): ServerSettings {
  const loaded = loadSettings(flags);
  const { address, apiKey, tls, metadata } = loaded.connectionOptions;
  return {
    connection: {
      address: address ?? defaultAddress,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    namespace: loaded.namespace ?? defaultNamespace,
    named: address !== undefined,
  };
}

/** Connects a client. Throws an EnvironmentError `TEMPORAL_UNREACHABLE` when nothing answers within five seconds. */
export async function connect(flags: ServerFlags = {}): Promise<TemporalConnection> {
  const settings = serverSettings(flags);
  const { address } = settings.connection;
  const connection = await open(settings);
  return {
    client: new Client({ connection, namespace: settings.namespace }),
    connection,
    address,
    namespace: settings.namespace,
    close: () => connection.close(),
  };
}

async function open({ connection }: ServerSettings): Promise<Connection> {
  const { address, tls } = connection;
  // gRPC tries again until its time is up, also where nothing listens.
  if (await refuses(address)) throw unreachable(address);
  try {
    return await Connection.connect({ ...connection, connectTimeout: connectTimeoutMs });
  } catch (cause) {
    // What listens there may speak no TLS, or want another certificate; gRPC does not say.
    throw unreachable(address, { cause, ...(tls ? { hint: CHECK_TLS } : {}) });
  }
}

function refuses(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = openSocket(Number(port || defaultPort), hostname.replace(/^\[(.*)\]$/, '$1'));
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(connectTimeoutMs, () => {
      settle(false);
    });
    socket.once('connect', () => {
      settle(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      settle(error.code === 'ECONNREFUSED');
    });
  });
}

const CHECK_TLS =
  'something listens there: check that it speaks TLS, and the certificates and the server name';

function unreachable(address: string, more: { cause?: unknown; hint?: string } = {}): EnvironmentError {
  return new EnvironmentError('TEMPORAL_UNREACHABLE', `no Temporal server answers at ${address}`, {
    hint: 'start one with `espalier dev`, or give its address with --address or TEMPORAL_ADDRESS',
    ...more,
  });
}

function loadSettings(flags: ServerFlags): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: environmentOf(flags) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(
      'TEMPORAL_CONFIG_INVALID',
      `Temporal's configuration cannot be used: ${reason}`,
      {
        hint: 'correct the TEMPORAL_* variables or the profile in temporal.toml',
        cause,
      },
    );
  }
}

/**
 * What the command line says of the server, in the words of Temporal's own command line. What it leaves out comes from
 * Temporal's variables and its configuration file.
 */
export interface ServerFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly profile?: string;
  readonly apiKey?: string;
  readonly tls?: boolean;
  readonly tlsCaPath?: string;
  readonly tlsCertPath?: string;
  readonly tlsKeyPath?: string;
  readonly tlsServerName?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that says the same as a flag. */
const VARIABLES: Readonly<Record<keyof ServerFlags, string>> = {
  address: 'TEMPORAL_ADDRESS',
  namespace: 'TEMPORAL_NAMESPACE',
  profile: 'TEMPORAL_PROFILE',
  apiKey: 'TEMPORAL_API_KEY',
  tls: 'TEMPORAL_TLS',
  tlsCaPath: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  tlsCertPath: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
  tlsKeyPath: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  tlsServerName: 'TEMPORAL_TLS_SERVER_NAME',
};

/** Flags as the variables that say the same: what a worker that is started for this server is to have. */
export function variablesOf(flags: ServerFlags): Record<string, string> {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([flag, variable]) => {
      const value = given[flag];
      return typeof value === 'string' || typeof value === 'boolean' ? [[variable, String(value)]] : [];
    }),
  );
}

/** The environment with flags over it. A path takes the place of the same thing as data, which may not stand beside it. */
export function environmentOf(
  flags: ServerFlags,
  environment: Environment = process.env,
): Record<string, string> {
  const variables = variablesOf(flags);
  const replaced = Object.keys(variables).map((name) => name.replace(/_PATH$/, '_DATA'));
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !replaced.includes(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...variables };
}

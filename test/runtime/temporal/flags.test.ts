import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { serverSettings } from '../../../runtime/temporal/connect.js';
import { environmentOf, variablesOf } from '../../../runtime/temporal/flags.js';
import { scratchFolder } from './scratch.js';

describe('server settings', () => {
  const scratch = scratchFolder();
  const before = { ...process.env };

  beforeEach(() => {
    forgetServer();
    process.env.TEMPORAL_CONFIG_FILE = file(
      'temporal.toml',
      '[profile.default]\naddress = "file:1"\n[profile.prod]\naddress = "prod:2"\nnamespace = "fits"\napi_key = "k"\n',
    );
  });

  afterEach(() => {
    forgetServer();
    Object.assign(process.env, before);
  });

  after(() => {
    scratch.remove();
  });

  // In place: native code sees no other object in place of this one.
  function forgetServer(): void {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('TEMPORAL_')) Reflect.deleteProperty(process.env, name);
    }
  }

  function file(name: string, text: string): string {
    const path = join(scratch.path, name);
    writeFileSync(path, text);
    return path;
  }

  it('are those of the file, under those of the environment, under flags', () => {
    expect(serverSettings().connection.address).to.equal('file:1');
    process.env.TEMPORAL_ADDRESS = 'env:1';
    expect(serverSettings().connection.address).to.equal('env:1');
    expect(serverSettings({ address: 'flag:1' }).connection.address).to.equal('flag:1');
    Reflect.deleteProperty(process.env, 'TEMPORAL_ADDRESS');
    const { connection, namespace } = serverSettings({ profile: 'prod' });
    expect({ ...connection, namespace }).to.deep.include({
      address: 'prod:2',
      apiKey: 'k',
      tls: true,
      namespace: 'fits',
    });
    process.env.TEMPORAL_PROFILE = 'prod';
    expect(serverSettings({ namespace: 'other' })).to.deep.include({ namespace: 'other', named: true });
  });

  it('take certificates from files, which flags name, also in place of data in the environment', () => {
    process.env.TEMPORAL_TLS_CLIENT_CERT_DATA = 'old';
    const { connection } = serverSettings({
      tlsCertPath: file('cert.pem', 'cert'),
      tlsKeyPath: file('key.pem', 'key'),
      tlsCaPath: file('ca.pem', 'ca'),
      tlsServerName: 'temporal.example.org',
    });
    const { tls } = connection;
    if (typeof tls !== 'object' || tls === null) throw new Error('There is no TLS.');
    const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
    expect([
      text(tls.clientCertPair?.crt),
      text(tls.clientCertPair?.key),
      text(tls.serverRootCACertificate ?? undefined),
    ]).to.deep.equal(['cert', 'key', 'ca']);
    expect(tls.serverNameOverride).to.equal('temporal.example.org');
    expect(serverSettings({ tls: true }).connection.tls).to.be.an('object');
  });

  it('say where a file cannot be read or a profile is not there', () => {
    expect(() => serverSettings({ tlsCaPath: join(scratch.path, 'none') }))
      .to.throw()
      .with.property('code', 'TEMPORAL_CONFIG_INVALID');
    expect(() => serverSettings({ profile: 'none' }))
      .to.throw()
      .with.property('code', 'TEMPORAL_CONFIG_INVALID');
  });

  it('go on to workers as variables, a flag each', () => {
    const flags = { address: 'a:1', apiKey: 'k', tls: true, tlsCaPath: 'ca', home: 'not ours' };
    expect(variablesOf(flags)).to.deep.equal({
      TEMPORAL_ADDRESS: 'a:1',
      TEMPORAL_API_KEY: 'k',
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'ca',
    });
    expect(environmentOf(flags, { TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'x', PATH: '/bin' })).to.deep.equal({
      PATH: '/bin',
      ...variablesOf(flags),
    });
  });
});

import { createServer } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect } from '../../../runtime/temporal/connect.js';
import { findDevServer, startDevServer, type DevServer } from '../../../runtime/temporal/dev-server.js';
import { isAlive } from '../../../runtime/temporal/process.js';
import { eventually, firstNumber, scratchFolder } from './scratch.js';

describe('the development server', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  const options = { dbFile: join(scratch.path, 'state/temporal.db'), log: join(scratch.path, 'server.log') };
  let server: DevServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  after(() => {
    scratch.remove();
  });

  it('starts, answers a client and stops', async () => {
    server = await startDevServer(options);
    const page = await fetch(server.uiUrl);
    expect(page.status).to.equal(200);
    const { client, close } = await connect({ address: server.address });
    expect((await client.workflowService.getSystemInfo({})).serverVersion).to.match(/^1\./);
    await close();
    await server.stop();
    expect(isAlive(server.pid)).to.equal(false);
  });

  it('keeps its state through SIGKILL', async () => {
    server = await startDevServer(options);
    const before = await connect({ address: server.address });
    await before.client.workflow.start('waits', { taskQueue: 'nobody', workflowId: 'survivor' });
    await before.close();
    process.kill(server.pid, 'SIGKILL');
    expect((await server.ended).signal).to.equal('SIGKILL');

    server = await startDevServer(options);
    const after = await connect({ address: server.address });
    const description = await after.client.workflow.getHandle('survivor').describe();
    await after.close();
    expect(description.type).to.equal('waits');
    expect(description.status.name).to.equal('RUNNING');
  });

  it('does not let two servers share a state file', async () => {
    server = await startDevServer(options);
    expect(await findDevServer(options.dbFile)).to.include({ address: server.address, pid: server.pid });
    const error = await startDevServer(options).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'TEMPORAL_STATE_IN_USE');
    await server.stop();
    expect(await findDevServer(options.dbFile)).to.equal(undefined);
  });

  it('refuses a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const error = await startDevServer({ ...options, port }).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'TEMPORAL_PORT_TAKEN');
    other.close();
  });

  it('dies with a parent that is killed', async () => {
    const module = new URL('../../../runtime/temporal/dev-server.js', import.meta.url).href;
    const script = `
      const { startDevServer } = await import(${JSON.stringify(module)});
      const server = await startDevServer(${JSON.stringify({ ...options, dbFile: join(scratch.path, 'other.db') })});
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await firstNumber(parent.stdout);
    expect(isAlive(pid)).to.equal(true);
    parent.kill('SIGKILL');
    await eventually('the server is gone', () => !isAlive(pid));
  });
});

describe('connecting to a server', () => {
  it('says at once when nothing listens, with the address', async function () {
    this.timeout(2000);
    const error = await connect({ address: '127.0.0.1:1' }).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'TEMPORAL_UNREACHABLE');
    expect(String(error)).to.contain('127.0.0.1:1');
  });
});

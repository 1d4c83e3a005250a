import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compilerNamed } from '../../../runtime/compilers/index.js';
import type { CompileJob, ToolSettings } from '../../../runtime/compilers/compiler.js';
import { rejectionOf, shippedNetwork, type Shipped } from './shipped.js';

const compiler = compilerNamed('command');

/** A tool in a line of JavaScript: `process.argv` holds what the pipeline gives behind it. */
function tool(script: string, ...args: string[]): ToolSettings {
  return { command: [process.execPath, '-e', `const fs = require('fs'); ${script}`, '--', ...args] };
}

describe('the command compiler', () => {
  let shipped: Shipped;
  const usual = process.env.TMPDIR;
  before(async () => {
    shipped = await shippedNetwork(16, 16);
    // What other processes do in the machine's own is none of this test's business.
    process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'espalier-command-'));
  });

  after(() => {
    rmSync(tmpdir(), { recursive: true });
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  });

  const compile = (settings?: ToolSettings, more: Partial<CompileJob> = {}) => {
    const { network, weights, validation } = shipped;
    return compiler.compile({ network, weights, images: validation.slice(0, 1), tool: settings, ...more });
  };

  it('hands the tool the network as ONNX and takes what it declares, with its log', async () => {
    const copy = tool(
      `const [onnx, out, folder] = process.argv.slice(1);
       fs.copyFileSync(onnx, out); fs.writeFileSync(folder + '/map.txt', 'map'); console.log('well done');`,
      '{onnx}',
      '{out}',
      '{folder}',
    );
    const { files, tools, verification } = await compile({ ...copy, outputs: ['network.bin', 'map.txt'] });
    expect(files.map(({ name }) => name)).to.deep.equal([
      'network.bin',
      'map.txt',
      'network.command-input.onnx',
      'network.command.log',
    ]);
    expect(files[0].bytes).to.deep.equal(files[2].bytes);
    expect(Buffer.from(files[3].bytes).toString()).to.equal('well done\n');
    expect(tools.command).to.contain('{onnx}');
    expect(verification.images).to.equal(1);
    expect(compiler.runsHere?.({ files })).to.equal(false);
  });

  it('hands arguments over as they are, without a shell', async () => {
    const echo = tool(`fs.writeFileSync(process.argv[1], process.argv[2])`, '{out}', '$(id) "; {x} > y');
    const { files } = await compile(echo);
    expect(Buffer.from(files[0].bytes).toString()).to.equal('$(id) "; {x} > y');
  });

  it("shows a failing tool's own last lines", async () => {
    const error = await rejectionOf(
      compile(tool(`for (let i = 0; i < 90; i++) console.log('line ' + i); process.exit(7)`)),
    );
    expect(error).to.have.property('code', 'TOOL_FAILED');
    expect(messageOf(error)).to.contain('exit code 7').and.contain('line 89').and.not.contain('line 60\n');
  });

  it('tells of a tool that is missing, was killed, or found the disk full', async () => {
    const cases: [string, ToolSettings][] = [
      ['TOOL_MISSING', { command: ['/nowhere/at/all'] }],
      ['TOOL_FAILED', tool(`process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60000)`)],
      ['DISK_FULL', tool(`console.error('write: No space left on device'); process.exit(1)`)],
      ['COMPILE_OUTPUT_MISSING', tool(`console.log('all is well')`)],
      ['COMPILE_COMMAND', {}],
      ['COMPILE_COMMAND', { ...tool(''), outputs: ['../escape'] }],
    ];
    for (const [code, settings] of cases) {
      expect(await rejectionOf(compile(settings)), code).to.have.property('code', code);
    }
  });

  it('ends a tool that takes too long, with what it has started', async () => {
    // The sleeping child holds the tool's output open: were it left alive, there would be no answer.
    const child = tool(
      `require('child_process').spawn('sleep', ['600'], { stdio: 'inherit' });
       console.log('started'); setTimeout(() => {}, 600000)`,
    );
    const error = await rejectionOf(compile({ ...child, timeoutMinutes: 0.03 }));
    expect(error).to.have.property('code', 'TOOL_TIMEOUT');
    expect(messageOf(error)).to.contain('started');
  });

  it('ends the tool on cancellation and leaves no folder behind', async () => {
    const before = leftovers();
    const cancelling = new AbortController();
    const reason = new Error('cancelled');
    const started = compile(tool(`setTimeout(() => {}, 600000)`), { signal: cancelling.signal });
    setTimeout(() => {
      cancelling.abort(reason);
    }, 300);
    expect(await rejectionOf(started)).to.equal(reason);
    expect(leftovers()).to.deep.equal(before);
  });
});

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('espalier-tool-'));
}

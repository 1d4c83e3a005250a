import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Layer } from '../../../../core/network/layer.js';
import { compilerNamed } from '../../../../runtime/compilers/index.js';
import { checkCompilable } from '../../../../runtime/compilers/check.js';
import { buildModules } from '../../../../runtime/compilers/iree/build.js';
import { IREE_PACKAGES } from '../../../../runtime/toolchains/iree-pins.js';
import { RECORD } from '../../../../runtime/toolchains/toolchains.js';
import { rejectionOf } from '../shipped.js';

/** Tools in a few lines of JavaScript, `args` their arguments. */
interface StandIns {
  readonly importer?: string;
  /** Absent where the compiler's file is missing. */
  readonly compiler?: string;
}

const IMPORT = `console.log('imported'); fs.copyFileSync('network.onnx', 'network.mlir');`;
const COMPILE = `console.log(args.join(' ')); fs.copyFileSync('network.mlir', args[args.indexOf('-o') + 1]);`;

describe('building modules with IREE', () => {
  let folder: string;
  const usual = process.env.TMPDIR;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-iree-'));
    const packages = IREE_PACKAGES.map(({ requirement }) => requirement);
    await write('toolchains/iree', RECORD, JSON.stringify({ python: '3.11', packages }));
    process.env.TMPDIR = join(folder, 'scratch');
    await mkdir(process.env.TMPDIR);
  });

  after(async () => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    await rm(folder, { recursive: true });
  });

  async function write(place: string, name: string, text: string): Promise<string> {
    const path = join(folder, place, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o755 });
    return path;
  }

  const build = async ({ importer = IMPORT, compiler }: StandIns, timeoutMs = 60_000) => {
    const head = `#!${process.execPath}\nconst fs = require('fs'); const args = process.argv.slice(2);\n`;
    const interpreter = await write('', 'python', head + importer);
    const tools = 'toolchains/iree/iree/compiler/_mlir_libs';
    if (compiler === undefined) await rm(join(folder, tools), { recursive: true, force: true });
    else await write(tools, 'iree-compile', head + compiler);
    const place = { folder: join(folder, 'toolchains'), interpreter, timeoutMs };
    return buildModules(Buffer.from('a model'), ['riscv64', 'x86-64'], place);
  };

  it('makes a module for each processor of one import, and keeps what the tools say', async () => {
    const { modules, log, packages } = await build({ compiler: COMPILE });
    expect(modules.map(({ name }) => name)).to.deep.equal(['network.riscv64.vmfb', 'network.x86-64.vmfb']);
    for (const { bytes } of modules) expect(Buffer.from(bytes).toString()).to.equal('a model');
    expect(log.match(/imported/g)).to.have.length(1);
    expect(log).to.contain('--iree-llvmcpu-target-cpu=x86-64-v2');
    expect(packages).to.include(IREE_PACKAGES[0].requirement);
  });

  it('shows the last lines of a tool that fails, is killed, or finds the disk full, and leaves nothing behind', async () => {
    const cases: [string, StandIns, string][] = [
      ['TOOL_FAILED', { importer: `console.error('no such operator: Foo'); process.exit(1)` }, 'Foo'],
      [
        'TOOL_FAILED',
        { compiler: `console.log('halfway'); process.kill(process.pid, 'SIGKILL')` },
        'halfway',
      ],
      [
        'DISK_FULL',
        { compiler: `console.error('LLVM ERROR: IO failure: No space left on device'); process.abort()` },
        'IO failure',
      ],
      ['TOOL_MISSING', {}, 'iree-compile'],
    ];
    for (const [code, tools, last] of cases) {
      const error = await rejectionOf(build(tools));
      expect(error, last).to.have.property('code', code);
      expect(error, last).to.have.property('message').that.contains(last);
    }
    const late = await rejectionOf(build({ compiler: `setTimeout(() => {}, 600000)` }, 1000));
    expect(late).to.have.property('code', 'TOOL_TIMEOUT');
    expect(await readdir(join(folder, 'scratch'))).to.deep.equal([]);
  });

  it('asks for the toolchain where it is not installed', async () => {
    const error = await rejectionOf(
      buildModules(Buffer.from(''), ['x86-64'], { folder: join(folder, 'nowhere'), timeoutMs: 1 }),
    );
    expect(error).to.have.property('code', 'TOOLCHAIN_MISSING');
    expect(error).to.have.property('hint').that.contains('espalier toolchain install iree');
  });

  it('is refused for a network with nodes that nobody knows, by the name of the layer, before any tool runs', () => {
    const size = { channels: 3, height: 8, width: 8 } as const;
    const nodes = [{ operator: 'Foo', domain: 'mine', inputs: ['in0'], outputs: ['foo'], attributes: {} }];
    const mystery: Layer = {
      name: 'mystery',
      kind: 'opaque',
      inputs: ['image'],
      ...size,
      nodes,
      result: 'foo',
      parameters: {},
      constants: {},
    };
    const layers: Layer[] = [{ name: 'image', kind: 'input', inputs: [], ...size }, mystery];
    expect(() => {
      checkCompilable(compilerNamed('iree'), { layers, output: 'mystery' });
    }).to.throw(/Layer 'mystery'/);
  });
});

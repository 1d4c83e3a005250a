import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compilerNamed } from '../../../../runtime/compilers/index.js';
import { checkCompilable } from '../../../../runtime/compilers/check.js';
import { runVela, velaEstimate } from '../../../../runtime/compilers/tflite-vela/vela.js';
import { RECORD } from '../../../../runtime/toolchains/toolchains.js';
import { VELA_PACKAGES } from '../../../../runtime/toolchains/vela-pins.js';
import { rejectionOf } from '../shipped.js';
import { SINGLE_LAYERS } from './single-layers.js';

const TARGET = {
  model: 'vela',
  accelerator: 'ethos-u65-512',
  systemConfig: 'Some_System',
  memoryMode: 'Some_Mode',
  arenaCacheKiB: 384,
} as const;
const SUMMARY = [
  'inference_time,cycles_total,sram_memory_used,dram_memory_used,on_chip_flash_memory_used,off_chip_flash_memory_used',
  '0.0125,6250000,100.5,0,1,2',
].join('\n');

describe('running Vela', () => {
  let folder: string;
  const usual = process.env.TMPDIR;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-vela-'));
    const toolchain = join(folder, 'toolchains/tflite-vela');
    await mkdir(toolchain, { recursive: true });
    const packages = VELA_PACKAGES.map(({ requirement }) => requirement);
    await writeFile(join(toolchain, RECORD), JSON.stringify({ python: '3.11', packages }));
    process.env.TMPDIR = join(folder, 'scratch');
    await mkdir(process.env.TMPDIR);
  });

  after(async () => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    await rm(folder, { recursive: true });
  });

  /** Runs lines of JavaScript in Python's place; `args` are the arguments, `out` the folder for results. */
  const runWith = async (script: string, timeoutMs = 60_000) => {
    const interpreter = join(folder, 'python');
    const head = `#!${process.execPath}\nconst fs = require('fs'); const args = process.argv.slice(2);`;
    const out = `const out = args[args.indexOf('--output-dir') + 1];`;
    await writeFile(interpreter, `${head}\n${out}\n${script}`, { mode: 0o755 });
    const place = { folder: join(folder, 'toolchains'), interpreter, timeoutMs };
    return runVela(Buffer.from('a model'), TARGET, place);
  };

  it('hands it the target, and takes its program, its figures and its words', async () => {
    const { tflite, summary, log } = await runWith(
      `fs.copyFileSync('network.tflite', out + '/network_vela.tflite');
       fs.writeFileSync(out + '/network_summary_Some_System.csv', ${JSON.stringify(SUMMARY)});
       console.log(args.join(' ')); console.log('CPU operators = 3 (4.0%)');`,
    );
    expect(Buffer.from(tflite).toString()).to.equal('a model');
    expect(log).to.contain('--accelerator-config ethos-u65-512 --config Arm/vela.ini');
    expect(log).to.contain('--system-config Some_System --memory-mode Some_Mode --optimise Performance');
    expect(log).to.contain('--arena-cache-size 393216');
    expect(velaEstimate({ summary, log })).to.deep.equal({
      cycles: 6_250_000,
      latencyMs: 12.5,
      memory: { sramBytes: 102_912, dramBytes: 0, flashBytes: 3072 },
      leftOut: 3,
    });
  });

  it('shows its last lines when it fails, is killed or finds the disk full, and leaves nothing behind', async () => {
    const cases: [string, string, string][] = [
      ['TOOL_FAILED', `console.error('no such operator'); process.exit(1)`, 'no such operator'],
      ['TOOL_FAILED', `console.log('halfway'); process.kill(process.pid, 'SIGKILL')`, 'halfway'],
      [
        'DISK_FULL',
        `console.error('OSError: [Errno 28] No space left on device'); process.exit(1)`,
        'Errno 28',
      ],
    ];
    for (const [code, script, last] of cases) {
      const error = await rejectionOf(runWith(script));
      expect(error, script).to.have.property('code', code);
      expect(error, script).to.have.property('message').that.contains(last);
    }
    const late = await rejectionOf(runWith(`setTimeout(() => {}, 600000)`, 300));
    expect(late).to.have.property('code', 'TOOL_TIMEOUT');
    expect(await readdir(join(folder, 'scratch'))).to.deep.equal([]);
  });

  it('asks for the toolchain where it is not installed', async () => {
    const error = await rejectionOf(
      runVela(Buffer.from(''), TARGET, { folder: join(folder, 'nowhere'), timeoutMs: 1 }),
    );
    expect(error).to.have.property('code', 'TOOLCHAIN_MISSING');
    expect(error).to.have.property('hint').that.contains('espalier toolchain install tflite-vela');
  });

  it('is refused for other targets, and for numbers that an Ethos-U does not compute in', () => {
    const compiler = compilerNamed('tflite-vela');
    const network = SINGLE_LAYERS.relu;
    const other = { model: 'roofline', peakGmacs: 1, dramGbps: 1, wordBits: 8 } as const;
    expect(() => {
      checkCompilable(compiler, network, other);
    }).to.throw(/model vela/);
    expect(() => {
      checkCompilable(compiler, network, TARGET, 'float32');
    }).to.throw(/does not compile to float32/);
    expect(compiler.check(network, TARGET)).to.deep.equal([]);
  });
});

import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { TargetError } from '../../../core/errors.js';
import { askCommand } from '../../../runtime/measuring/command.js';

const ONNX = new Uint8Array(1234);

function ask(script: string, more: { timeoutSeconds?: number; signal?: AbortSignal } = {}) {
  const { timeoutSeconds, signal } = more;
  const command = [process.execPath, '-e', script, '{onnx}'];
  return askCommand({ model: 'command', command, timeoutSeconds }, ONNX, tmpdir(), signal);
}

async function failureOf(asked: Promise<unknown>): Promise<TargetError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TargetError) return error;
  throw new Error(`It failed with ${String(error)}.`);
}

const ANSWER = 'console.log(JSON.stringify({ latencyMs: 2.5, energyMj: 7 }))';

describe('a program that says what a network costs', () => {
  it('gets the path of the network, and its last line counts', async () => {
    const script = `console.log('a board'); const { size } = require('node:fs').statSync(process.argv[1]); console.log('{"latencyMs": ' + size + '}')`;
    expect(await ask(script)).to.deep.equal({ latencyMs: 1234 });
    expect(await ask(ANSWER)).to.deep.equal({ latencyMs: 2.5, energyMj: 7 });
  });

  it('gets its arguments as they are: no shell reads them', async () => {
    const command = [process.execPath, '-e', 'console.log(process.argv[2].length && \'{"latencyMs": 1}\')'];
    const target = { model: 'command', command: [...command, '{onnx}', '; exit 9 $(false)'] } as const;
    expect(await askCommand(target, ONNX, tmpdir())).to.deep.equal({ latencyMs: 1 });
  });

  it('that fails is quoted with its last lines', async () => {
    const error = await failureOf(
      ask(`for (let i = 0; i < 20; i++) console.error('line ' + i); process.exit(4)`),
    );
    expect(error.code).to.equal('TARGET_COMMAND_FAILED');
    expect(error.message).to.include('code 4').and.to.include('line 19').and.to.not.include('line 11\n');
  });

  it('that is not there is named', async () => {
    const target = { model: 'command', command: ['no-such-program', '{onnx}'] } as const;
    const error = await failureOf(askCommand(target, ONNX, tmpdir()));
    expect(error.code).to.equal('TARGET_COMMAND_MISSING');
    expect(error.message).to.include('no-such-program');
  });

  it('that hangs is ended, with all that it has started', async () => {
    const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.error('waiting'); setInterval(() => {}, 1000)`;
    const error = await failureOf(ask(script, { timeoutSeconds: 1 }));
    expect(error.code).to.equal('TARGET_COMMAND_TIMEOUT');
    expect(error.message).to.include('waiting');
  });

  it('ends when nobody waits for it any more', async () => {
    const script = 'setInterval(() => {}, 1000)';
    const asked = ask(script, { signal: AbortSignal.timeout(200) });
    const reason: unknown = await asked.catch((error: unknown) => error);
    expect(reason).to.have.property('name', 'TimeoutError');
  });

  for (const [what, script] of [
    ['nothing', ''],
    ['no JSON', 'console.log("fast")'],
    ['no latency', 'console.log("{}")'],
    ['a latency of 0', `console.log('{"latencyMs": 0}')`],
    ['an energy in words', `console.log('{"latencyMs": 1, "energyMj": "low"}')`],
  ] as const) {
    it(`that answers ${what} is not believed`, async () => {
      expect((await failureOf(ask(script))).code).to.equal('TARGET_COMMAND_ANSWER');
    });
  }

  it('leaves no file behind', async () => {
    const ours = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('espalier-tool-'));
    const before = await ours();
    await ask(ANSWER);
    expect(await ours()).to.have.lengthOf(before.length);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createProgram } from '../../cli/program.js';
import { espalier } from './espalier.js';

describe('espalier completion', () => {
  let folder: string;
  let script: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-completion-'));
    script = (await espalier(folder, 'completion', 'bash')).out;
    writeFileSync(join(folder, 'script.sh'), script);
    writeFileSync(join(folder, 'mine.yaml'), '');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** What bash itself offers at the end of a line. */
  function offered(line: string): string[] {
    const words = line.split(' ');
    const program = `source script.sh
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_espalier; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['--norc', '-c', program], { cwd: folder, encoding: 'utf8' });
    return out.split('\n').filter((word) => word !== '');
  }

  it('offers every command, and in bash itself', () => {
    const names = createProgram().commands.map((command) => command.name());
    expect(offered('espalier ')).to.have.members(names);
    expect(offered('espalier sta')).to.deep.equal(['start', 'status']);
    expect(offered('espalier schedule ba')).to.deep.equal(['backfill']);
  });

  it('offers options, the values of those that have some, and files', () => {
    expect(offered('espalier status one --tls-c')).to.deep.equal(['--tls-ca-path', '--tls-cert-path']);
    expect(offered('espalier list --state ')).to.include('cancelled');
    expect(offered('espalier schedule backfill nightly --overlap b')).to.deep.equal([
      'buffer-one',
      'buffer-all',
    ]);
    expect(offered('espalier run m')).to.deep.equal(['mine.yaml']);
    expect(offered('espalier completion f')).to.deep.equal(['fish']);
    expect(offered('espalier start mine.yaml --tls-ca-path m')).to.deep.equal(['mine.yaml']);
    expect(offered('espalier status m')).to.deep.equal([]);
  });

  it('knows its shells', async () => {
    expect((await espalier(folder, 'completion', 'zsh')).out).to.contain('bashcompinit');
    expect((await espalier(folder, 'completion', 'fish')).out).to.contain(
      "complete -c espalier -n '__espalier_at schedule' -f -a backfill",
    );
    expect((await espalier(folder, 'completion', 'csh')).code).to.equal(2);
  });
});

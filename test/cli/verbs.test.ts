import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';
import { createProgram } from '../../cli/program.js';
import { espalier } from './espalier.js';

/** Each command that does something, by the words that lead to it. */
function leaves(command: Command, path: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]];
  return command.commands.flatMap((sub) => leaves(sub, [...path, sub.name()]));
}

/** Commands that talk to a server, with all that they need to be called. */
const OF_SERVERS: Readonly<Record<string, readonly string[]>> = {
  list: [],
  status: ['run'],
  watch: ['run'],
  result: ['run'],
  logs: ['run'],
  cancel: ['run'],
  pause: ['run'],
  resume: ['run'],
  stop: ['run'],
  extend: ['run', '--generations', '3'],
  add: ['run', '--genome', '[1]'],
  start: ['p.yaml'],
  'schedule apply': ['p.yaml'],
  'schedule list': [],
  'schedule show': ['id'],
  'schedule pause': ['id'],
  'schedule unpause': ['id'],
  'schedule trigger': ['id'],
  'schedule delete': ['id'],
  'schedule backfill': ['id', '--from', '2026-01-01', '--to', '2026-01-02'],
};

/** Commands whose data is no JSON: a script for a shell, a service that runs, a file that is fetched, or an exit code. */
const WITHOUT_JSON = ['completion', 'dev', 'toolchain install', 'validate'];

describe('every command', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-verbs-'));
    const text = "version: 1\nname: p\nschedule: { cron: '@daily' }\nsteps: { report: { uses: report } }\n";
    writeFileSync(join(folder, 'p.yaml'), text);
    writeFileSync(join(folder, 'bad.yaml'), text.replace('version: 1', 'version: 2'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const options = (command: Command) => command.options.map(({ long }) => long);

  it('says what it does, and has help', () => {
    for (const [path, command] of leaves(createProgram())) {
      expect(command.description(), path).to.match(/^[a-z].{10,}[^.]$/);
      for (const option of command.options) expect(option.description, path).to.not.equal('');
      expect(command.helpInformation(), path).to.contain(`Usage: espalier ${path}`).and.to.contain('--help');
    }
  });

  it('prints JSON where it is asked to', () => {
    const without = leaves(createProgram()).flatMap(([path, command]) =>
      options(command).includes('--json') ? [] : [path],
    );
    expect(without.filter((path) => !WITHOUT_JSON.includes(path))).to.deep.equal([]);
  });

  it('that talks to a server takes all that says which, and exits 4 where none answers', async () => {
    const found = leaves(createProgram()).filter(([path]) => path in OF_SERVERS);
    expect(found).to.have.lengthOf(Object.keys(OF_SERVERS).length);
    for (const [path, command] of found) {
      expect(options(command), path).to.include.members([
        ...['--address', '--namespace', '--profile', '--api-key', '--home'],
        ...['--tls', '--tls-ca-path', '--tls-cert-path', '--tls-key-path', '--tls-server-name'],
      ]);
    }
    for (const [path, words] of Object.entries(OF_SERVERS)) {
      const call = [
        ...path.split(' '),
        ...words.map((word) => (word === 'p.yaml' ? join(folder, word) : word)),
      ];
      const failure: unknown = await createProgram()
        .parseAsync([...call, '--address', '127.0.0.1:1'], { from: 'user' })
        .catch((error: unknown) => error);
      expect(failure, path).to.have.property('code', 'TEMPORAL_UNREACHABLE');
    }
    const { code, out, err } = await espalier(folder, 'list', '--address', '127.0.0.1:1');
    expect([code, out, err.split(' ')[0]]).to.deep.equal([4, '', 'TEMPORAL_UNREACHABLE']);
  });

  it('exits 2 on a mistake of usage and 3 on an invalid pipeline, before it looks for a server', async () => {
    const wrong = [
      ['watch'],
      ['list', '--state', 'lost'],
      ['schedule', 'backfill', 'id', '--from', 'yesterday', '--to', '2026-01-02'],
    ];
    const calls = [
      ...wrong.map(async (words) => [words, 2, (await espalier(folder, ...words)).code]),
      ...[['start'], ['schedule', 'apply'], ['run'], ['validate']].map(async (words) => {
        const { code, out } = await espalier(folder, ...words, 'bad.yaml');
        return [words, 3, out === '' ? code : out];
      }),
    ];
    for (const [words, wanted, code] of await Promise.all(calls)) {
      expect(code, String(words)).to.equal(wanted);
    }
  });

  it('has no colour where nobody wants it', () => {
    const view = pathToFileURL(join(projectRoot, 'dist/cli/run-view.js')).href;
    const script = `
      const { viewOf } = await import('${view}');
      const run = { run: 'one', pipeline: null, state: 'done', started: '', ended: null, seconds: 1 };
      console.log(viewOf(run, undefined, { width: 80, height: 20 }).join());`;
    const said = (env: Record<string, string>) =>
      execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '--eval', script], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      });
    expect(said({ FORCE_COLOR: '1', NO_COLOR: '' })).to.contain('\u001b[');
    expect(said({ FORCE_COLOR: '1', NO_COLOR: '1' })).to.not.contain('\u001b[');
  });
});

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { relative, dirname } from 'node:path';
import { run } from './command.mjs';
import { inRoot } from './paths.mjs';
import { SetupError } from './step.mjs';

export const nodeVersion = {
  name: 'Node.js version',
  done: () => compareVersions(process.versions.node, minimumNode()) >= 0,
  act() {
    throw new SetupError(
      `Node.js ${process.versions.node} is too old: ${minimumNode()} or newer is needed`,
      'install Node.js 20 (20.19 or newer) or 22 and run the command again.',
    );
  },
};

export const npmPackages = {
  name: 'npm packages',
  done() {
    const wanted = packagesOf(inRoot('package-lock.json'));
    const installed = packagesOf(inRoot('node_modules/.package-lock.json'));
    return Object.entries(wanted).every(
      ([path, { version, optional, devOptional }]) =>
        path === '' ||
        installed[path]?.version === version ||
        (!installed[path] && (optional || devOptional)),
    );
  },
  async act() {
    if (isLink(inRoot('node_modules'))) {
      throw new SetupError(
        'node_modules is a link to a folder that lacks packages of package-lock.json',
        'run set-up in the folder that it points to, or remove the link.',
      );
    }
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      // npm ci refuses to install development packages under NODE_ENV=production, and TypeScript is one of them.
      env: { NODE_ENV: '', npm_config_omit: '' },
      missing: 'install npm (it comes with Node.js; on Debian: apt-get install npm).',
      cure:
        'check that the npm registry can be reached (npm ping) and that the disk is not full, then run again. ' +
        'If package.json and package-lock.json disagree, restore both from git.',
    });
  },
};

/** npx looks for a project's own command in node_modules/.bin, and npm does not link it there. */
export const commandLink = {
  name: 'espalier command',
  done() {
    if (!existsSync(inRoot('dist/cli/main.js'))) return true;
    return (
      existsSync(inRoot('node_modules/.bin/espalier')) &&
      realpathSync(inRoot('node_modules/.bin/espalier')) === realpathSync(inRoot('dist/cli/main.js')) &&
      (statSync(inRoot('dist/cli/main.js')).mode & 0o111) !== 0
    );
  },
  async act() {
    const command = inRoot('dist/cli/main.js');
    chmodSync(command, 0o755);
    mkdirSync(inRoot('node_modules/.bin'), { recursive: true });
    placeLink(
      relative(realpathSync(inRoot('node_modules/.bin')), command),
      inRoot('node_modules/.bin/espalier'),
    );
  },
};

/** Creates or replaces a symbolic link in one step, so that nobody ever finds it missing. */
export function placeLink(target, link) {
  mkdirSync(dirname(link), { recursive: true });
  const fresh = `${link}.${process.pid}`;
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function minimumNode() {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).engines.node.replace(/^>=/, '');
}

function compareVersions(left, right) {
  const numbers = (version) => version.split('.').map(Number);
  const [a, b] = [numbers(left), numbers(right)];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

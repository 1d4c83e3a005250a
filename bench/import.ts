import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import onnxProto from 'onnx-proto';
import { formatBytes } from '../core/metrics/format.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import { exportOnnx } from '../runtime/onnx/export.js';
import { readOnnx } from '../runtime/onnx/import/file.js';
import { projectRoot } from '../runtime/project.js';
import type { Benchmark, Finding } from './benchmark.js';
import { askPeer, numberOf } from './peer.js';
import { formatMs, leastMs } from './timing.js';
import { filledWeights } from './weights.js';

const LIMIT = 3;
const TURNS = 7;
const file = join(projectRoot, '.cache/bench/deeplab.onnx');

export const importing: Benchmark = {
  name: 'import',
  about: 'an ONNX file of 160 MB to a network and its weights',
  async run() {
    if (!existsSync(file)) await writeModel();
    const bytes = (await readFile(file)).byteLength;
    const what = `import of ${formatBytes(bytes)}`;
    const [parsing, ours] = await leastMs(
      [async () => onnxProto.onnx.ModelProto.decode(await readFile(file)), () => readOnnx(file)],
      { turns: TURNS },
    );
    const findings: Finding[] = [
      {
        what,
        ours: formatMs(ours),
        against: `reading and parsing: ${formatMs(parsing)}`,
        ratio: ours / parsing,
        limit: LIMIT,
      },
    ];
    const peer = await askPeer('peers', 'read_onnx.py', [file, '--repeats', String(TURNS)]);
    if (peer === undefined) return findings;
    const against = `onnx in Python, read and parsed: ${formatMs(numberOf(peer, 'loadMs'))}`;
    return [...findings, { what, ours: formatMs(ours), against, ratio: ours / numberOf(peer, 'loadMs') }];
  },
};

/** DeepLabV3+ on a ResNet-50 at its full width: 40 million parameters. */
async function writeModel(): Promise<void> {
  const spec = {
    architecture: 'deeplabv3plus',
    backbone: 'resnet50',
    input: { height: 512, width: 512 },
  } as const;
  const network = buildArchitecture(spec, 19);
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, exportOnnx(network, filledWeights(network), { foldBatchNorm: false }));
  await rename(unfinished, file);
}

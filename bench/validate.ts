import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../runtime/project.js';
import type { Benchmark } from './benchmark.js';
import { formatMs, least } from './timing.js';

const LIMIT_MS = 100;
const STEPS = 500;
const TURNS = 9;

/** Each step trains the network of the one before, for as many epochs as an input says. */
const steps = Array.from({ length: STEPS }, (_, index) => {
  const network = index === 0 ? 'deeplab' : `"\${{ steps.s${String(index - 1)}.network }}"`;
  return `  s${String(index)}: { uses: train, with: { network: ${network}, dataset: digits, epochs: "\${{ inputs.epochs }}" } }`;
});

const PIPELINE = `version: 1
name: long
inputs: { epochs: { type: integer, default: 3 } }
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 512, validation: 128 }
steps:
${steps.join('\n')}
`;

/** Plans the pipeline in a process of its own, as a command does, and prints how long that takes. */
const SCRIPT = `
import { planPipeline } from ${JSON.stringify(pathToFileURL(join(projectRoot, 'dist/core/pipeline/plan.js')).href)};
const began = performance.now();
const planned = planPipeline(${JSON.stringify(PIPELINE)}, 'long.yaml');
if (!('plan' in planned)) throw new Error('The pipeline is not valid.');
console.log(performance.now() - began);
`;

export const validate: Benchmark = {
  name: 'validate',
  about: 'a long pipeline from its text to its plan, in a process that has planned nothing before',
  run() {
    const times = Array.from({ length: TURNS }, () => {
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT]);
      return Number(stdout.toString());
    });
    const ours = least(times);
    return Promise.resolve([
      {
        what: `planning ${String(STEPS)} steps`,
        ours: formatMs(ours),
        against: `limit: ${formatMs(LIMIT_MS)}`,
        ratio: ours / LIMIT_MS,
        limit: 1,
      },
    ]);
  },
};

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { planPipeline } from '../../core/pipeline/plan.js';
import { projectRoot } from '../../runtime/project.js';
import { type LanguageServer, startLanguageServer } from './language-server.js';

const text = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

const HEAD = `version: 1
name: example
inputs: { epochs: { type: integer, default: 3 } }
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 512, validation: 128 }
`;

describe('the published schema in an editor', function () {
  this.timeout(60_000);
  let server: LanguageServer;

  before(async () => {
    server = await startLanguageServer();
  });

  after(() => server.stop());

  for (const file of readdirSync(join(projectRoot, 'pipelines')).filter((name) => name.endsWith('.yaml'))) {
    it(`finds nothing wrong with pipelines/${file}`, async () => {
      expect(await server.diagnose(text(`pipelines/${file}`))).to.deep.equal([]);
    });
  }

  it('lets expressions stand for values of any kind', async () => {
    const steps = `steps:
  train: { uses: train, matrix: { n: [1, 2] }, with: { network: deeplab, dataset: digits, epochs: "\${{ inputs.epochs }}", optimizer: "\${{ matrix.n }}" } }
`;
    expect(await server.diagnose(HEAD + steps)).to.deep.equal([]);
  });

  it('flags mistakes of shape where the command line tells them', async () => {
    const steps = `steps:
  train: { uses: train, with: { network: deeplab, dataset: digits, epochs: eight, optimiser: adam } }
  wait: { uses: train, timeout: soon, with: { network: deeplab, dataset: digits, epochs: 0 } }
`;
    const found = await server.diagnose(HEAD + steps);
    const planned = planPipeline(HEAD + steps, 'p.yaml');
    const told = 'problems' in planned ? planned.problems.map(({ place }) => place) : [];
    expect(told).to.have.length(4);
    expect(found.map(placeOf)).to.have.members(told.map(placeOf));
  });

  it('completes keys, kinds of step and values', async () => {
    expect(await server.complete(`${HEAD}steps:\n  train:\n    uses: |`)).to.include.members([
      'train',
      'search',
      'exec',
      'pipeline',
      'compare',
    ]);
    const settings = `${HEAD}steps:\n  train:\n    uses: train\n    with:\n      network: deeplab\n      |`;
    expect(await server.complete(settings)).to.include.members(['dataset', 'epochs', 'learningRate']);
    expect(await server.complete(`${HEAD}steps:\n  train:\n    uses: train\n    |`)).to.include.members([
      'matrix',
      'timeout',
      'allowFailure',
    ]);
    const value = `${HEAD}steps:\n  train:\n    uses: train\n    with:\n      optimizer: |`;
    expect(await server.complete(value)).to.include.members(['adam', 'sgd']);
  });

  it('tells of a key what it means', async () => {
    const shown = await server.hover(`${HEAD}steps:\n  train:\n    uses: train\n    time|out: 1h\n`);
    expect(shown).to.contain('How long a try of the step');
  });
});

function placeOf({ line, column }: { readonly line: number; readonly column: number }): string {
  return `${String(line)}:${String(column)}`;
}

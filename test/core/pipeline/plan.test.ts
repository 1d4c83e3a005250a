import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { concreteStep } from '../../../core/pipeline/concrete.js';
import { planPipeline, type Plan, type PlannedStep } from '../../../core/pipeline/plan.js';
import { formatProblems } from '../../../core/pipeline/problems.js';

const shipped = new URL('../../../../pipelines/', import.meta.url);

const preamble = `
version: 1
name: example
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 512, validation: 128 }
targets:
  edge: { model: pe-array, spatialUnroll: { C: 4, K: 4 }, clockMhz: 150, wordBits: 16, dramGbps: 4 }
`;

const training = 'network: deeplab, dataset: digits, epochs: 8';

describe('planning', () => {
  for (const file of readdirSync(shipped).filter((name) => name.endsWith('.yaml'))) {
    it(`plans pipelines/${file}`, () => {
      const plan = planOf(readFileSync(new URL(file, shipped), 'utf8'));
      expect(`${plan.name}.yaml`).to.equal(file);
    });
  }

  it('orders steps so that each follows all that it needs, else as the file does', () => {
    const plan = planOf(`${preamble}
steps:
  report: { uses: report }
  pick: { uses: select, with: { from: '\${{ steps.search.front }}' } }
  search:
    uses: search
    with:
      network: \${{ steps.train.network }}
      dataset: digits
      population: 4
      generations: 2
      objectives: [{ maximize: miou }, { minimize: ops }]
  other: { uses: train, with: { ${training} } }
  train: { uses: train, with: { ${training} }, needs: [other] }
`);
    expect(plan.steps.map(({ id }) => id)).to.deep.equal(['other', 'train', 'search', 'pick', 'report']);
    expect(needsOf(plan)).to.deep.equal({
      other: [],
      train: ['other'],
      search: ['train'],
      pick: ['search'],
      report: ['pick', 'search', 'other', 'train'],
    });
  });

  it('leaves a report that names its needs with those alone', () => {
    const plan = planOf(`${preamble}
steps:
  first: { uses: train, with: { ${training} } }
  second: { uses: train, with: { ${training} } }
  report: { uses: report, needs: [first] }
  summary: { uses: report }
`);
    expect(needsOf(plan)).to.include.deep.keys('report', 'summary');
    expect(needsOf(plan).report).to.deep.equal(['first']);
    expect(needsOf(plan).summary).to.deep.equal(['first', 'second']);
  });

  it('needs what its forEach and its texts read', () => {
    const plan = planOf(`${preamble}
steps:
  train: { uses: train, with: { ${training} } }
  search:
    uses: search
    with:
      network: \${{ steps.train.network }}
      dataset: digits
      population: 4
      generations: 2
      objectives: [{ maximize: miou }, { minimize: latency, target: edge }]
  pick: { uses: select, with: { from: '\${{ steps.search.front }}' } }
  tune:
    uses: finetune
    forEach: \${{ steps.pick.candidates }}
    with: { candidate: '\${{ item }}', epochs: 1 }
  first: { uses: compile, with: { network: '\${{ steps.tune.networks[0] }}', target: edge } }
  report: { uses: report, needs: [first], with: { title: 'From \${{ steps.train.miou }}' } }
`);
    expect(needsOf(plan)).to.deep.include({ tune: ['pick'], first: ['tune'], report: ['first', 'train'] });
  });

  it('fills in defaults, nested ones too', () => {
    const plan = planOf(`${preamble}
steps:
  load: { uses: load, with: { network: deeplab, weights: in.safetensors } }
  train: { uses: train, with: { ${training} } }
  search:
    uses: search
    with:
      network: \${{ steps.load.network }}
      dataset: digits
      population: 4
      generations: 2
      objectives: [{ maximize: miou }, { minimize: macs }]
      mutation: { kind: reset }
`);
    expect(plan.seed).to.equal(0);
    expect(plan.networks.deeplab).to.include({ width: 1, outputStride: 16 });
    expect(plan.datasets.digits).to.include({ fresh: true });
    expect(plan.targets.edge).to.deep.include({ spatialUnroll: { C: 4, K: 4, FX: 1 } });
    const [load, train, search] = plan.steps;
    expect(load.needs).to.deep.equal([]);
    expect(settingsOf(train)).to.deep.equal({
      network: 'deeplab',
      dataset: 'digits',
      epochs: 8,
      batchSize: 16,
      optimizer: 'adam',
      learningRate: 0.004,
      momentum: 0.9,
      weightDecay: 0,
      schedule: 'poly',
      warmup: 0,
      classWeights: {},
      augmentation: { flip: false, crop: false },
    });
    expect(settingsOf(search)).to.deep.include({
      roundTo: 1,
      minRatio: 0.1,
      maxRatio: 1,
      bounds: [],
      ranking: 'l1',
      rankingImages: 256,
      constraints: [],
      crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
      mutation: { kind: 'reset', eta: 20 },
      evaluation: { images: 'all', batchSize: 16, recalibrationImages: 256 },
    });
  });

  it('takes the bounds of a search as a list, or from a sensitivity step that it then needs', () => {
    const search = searchOf('load');
    const plan = planOf(`${preamble}
steps:
  load: { uses: load, with: { network: deeplab, weights: in.safetensors } }
  probe: { uses: sensitivity, with: { network: '\${{ steps.load.network }}', dataset: digits } }
  first:
    ${search}
      bounds: \${{ steps.probe.bounds }}
  second:
    ${search}
      bounds: [{ layers: 'backbone.*', minRatio: 0.5, roundTo: 8 }]
`);
    expect(needsOf(plan).first).to.deep.equal(['load', 'probe']);
    expect(needsOf(plan).second).to.deep.equal(['load']);
    const settings = (name: string) => plan.steps.filter(({ id }) => id === name).map(settingsOf)[0];
    expect(settings('probe')).to.deep.include({ ratios: [0.1, 0.3, 0.5, 0.7, 0.9], maxLoss: 5, roundTo: 1 });
    expect(settings('second')).to.have.deep.property('bounds', [
      { layers: 'backbone.*', minRatio: 0.5, roundTo: 8 },
    ]);
  });

  it('waits for what a choice takes, where inputs decide it, and for both sides where they do not', () => {
    const text = (condition: string) => `${preamble}
inputs: { own: { type: string, default: mine.safetensors } }
steps:
  train: { uses: train, if: "\${{ inputs.own == '' }}", with: { ${training} } }
  load: { uses: load, if: "\${{ inputs.own != '' }}", with: { network: deeplab, weights: in.safetensors } }
  judge:
    uses: evaluate
    with: { network: "\${{ ${condition} ? steps.train.network : steps.load.network }}", dataset: digits }
`;
    expect(needsOf(planOf(text(`inputs.own == '' && (1 < 2 || false)`))).judge).to.deep.equal(['load']);
    expect(planOf(text(`inputs.own == ''`)).steps.at(-1)).to.have.deep.property('reads', ['load']);
    expect(needsOf(planOf(text(`inputs.own != ''`))).judge).to.deep.equal(['train']);
    expect(needsOf(planOf(text(`run.id == ''`))).judge).to.deep.equal(['train', 'load']);
  });

  it('takes an output of the pipeline for no step, whatever its name', () => {
    const plan = planOf(`${preamble}
steps:
  train: { uses: train, with: { ${training} } }
  network: { uses: train, with: { ${training} } }
outputs: { network: '\${{ steps.train.network }}' }
`);
    expect(plan.steps.map(({ reads }) => reads)).to.deep.equal([[], []]);
  });

  it('joins what a selection for each of several fronts gives', () => {
    const search = (id: string) => `
  ${id}:
    ${searchOf('train')}`;
    const plan = planOf(`${preamble}
steps:
  train: { uses: train, with: { ${training} } }${search('first')}${search('second')}
  pick:
    uses: select
    forEach: ["\${{ steps.first.front }}", "\${{ steps.second.front }}"]
    with: { from: '\${{ item }}', count: 2 }
  tune: { uses: finetune, forEach: '\${{ steps.pick.candidates }}', with: { candidate: '\${{ item }}', epochs: 1 } }
`);
    expect(needsOf(plan)).to.deep.include({ pick: ['first', 'second'], tune: ['pick'] });
  });

  it('misses no file of a dataset that no step uses', () => {
    const text = (
      dataset: string,
    ) => `${preamble.replace('targets:', '  streets: { kind: cityscapes, root: cityscapes }\ntargets:')}
inputs: { dataset: { type: string, default: ${dataset} } }
steps:
  train: { uses: train, with: { network: deeplab, dataset: '\${{ inputs.dataset }}', epochs: 1 } }
`;
    expect(planOf(text('digits')).files).to.deep.equal([]);
    expect(planOf(text('streets')).files.map(({ file }) => file)).to.deep.equal(['cityscapes']);
  });

  it('reads anchors and merge keys', () => {
    const plan = planOf(`${preamble}
steps:
  first: { uses: train, with: &training { ${training} } }
  second: { uses: train, with: { <<: *training, epochs: 3 } }
`);
    expect(plan.steps.map(settingsOf)).to.have.nested.property('[1].epochs', 3);
    expect(plan.steps.map(settingsOf)).to.have.nested.property('[1].network', 'deeplab');
  });

  it('takes a parsed document as it takes text, and leaves it as it was', () => {
    const document = {
      version: 1,
      name: 'parsed',
      steps: { report: { uses: 'report' } },
    };
    const before = JSON.stringify(document);
    const planned = planPipeline(document, 'pipeline');
    expect('plan' in planned && planned.plan.steps.map(settingsOf)).to.deep.equal([{}]);
    expect(JSON.stringify(document)).to.equal(before);
  });

  it('refuses what is nested past all reason, without falling over it', () => {
    const indented = Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    for (const text of [`name: ${'['.repeat(150_000)}`, '- '.repeat(90_000), indented]) {
      expect(planPipeline(text, 'deep.yaml')).to.have.property('problems').that.is.not.empty;
    }
  });

  it('reads a file full of aliases in good time', () => {
    const text = `a: &a x\nb: [${Array.from({ length: 20_000 }, () => '*a').join(', ')}]\n`;
    expect(planPipeline(text, 'aliases.yaml')).to.have.property('problems');
  });
});

/** A search over the network of a step, as it stands below its own name. */
function searchOf(step: string): string {
  return `uses: search
    with:
      network: \${{ steps.${step}.network }}
      dataset: digits
      population: 4
      generations: 2
      objectives: [{ maximize: miou }, { minimize: macs }]`;
}

/** The settings of a step with their defaults. */
function settingsOf(step: PlannedStep): object {
  return concreteStep(step, {}).with;
}

function planOf(text: string): Plan {
  const planned = planPipeline(text, 'pipeline.yaml');
  if ('plan' in planned) return planned.plan;
  throw new Error(formatProblems(planned.problems, new Map([['pipeline.yaml', text]])));
}

function needsOf({ steps }: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(steps.map(({ id, needs }) => [id, needs]));
}

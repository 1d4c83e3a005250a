import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { mayMeasure, queuesOf } from '../../cli/plan-workers.js';
import { planPipeline } from '../../core/pipeline/plan.js';
import { projectRoot } from '../../runtime/project.js';
import { smallSearch } from '../cluster.js';

function measures(text: string, file = 'pipeline.yaml'): boolean {
  const planned = planPipeline(text, file);
  if ('problems' in planned) throw new Error(JSON.stringify(planned.problems));
  return mayMeasure(planned.plan);
}

describe('a run', () => {
  const text = smallSearch(2, 1);
  const measured = (target: string) => text.replace(/edge: \{.*\}/, `edge: ${target}`);

  it('may measure where a target is measured, or only a file says what it is', () => {
    expect(measures(text)).to.equal(false);
    for (const target of [
      '{ model: device }',
      '{ model: command, command: [board, "{onnx}"] }',
      '{ file: mine.yaml }',
      '{ library: rtx2080 }',
    ]) {
      expect(measures(measured(target)), target).to.equal(true);
    }
  });

  it('may measure where a step does, first or last', () => {
    const measuring = '{ uses: measure, with: { network: "${{ steps.load.network }}", target: edge } }';
    const beside = measured('{ model: device }').split('  search:')[0];
    expect(measures(`${beside}  measure: ${measuring}\n`)).to.equal(true);
    expect(measures(`${text}finally:\n  again: { uses: pipeline, with: { file: other.yaml } }\n`)).to.equal(
      true,
    );
  });

  it('of the quickstart does not measure, and those of the pipelines that do, do', async () => {
    const folder = join(projectRoot, 'pipelines');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const found = files.filter((name, index) => measures(texts[index], join(folder, name)));
    expect(found.map((name) => basename(name, '.yaml')))
      .to.include('in-the-loop')
      .and.not.include('quickstart');
  });

  it('has workers for the queues that its steps name', () => {
    const step = (queue: string, more = '') =>
      `{ uses: exec, taskQueue: '${queue}', ${more} with: { command: [node] } }`;
    const planned = planPipeline(
      `version: 1
name: queues
inputs: { queue: { type: string, default: near } }
steps:
  a: ${step('far')}
  b: ${step('${{ matrix.q }}', 'matrix: { q: [far, further] },')}
finally:
  c: ${step('${{ inputs.queue }}')}
`,
      'pipeline.yaml',
    );
    expect('plan' in planned && queuesOf(planned.plan)).to.deep.equal(['far', 'further', 'near']);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { planPipeline } from '../../core/pipeline/plan.js';
import { formatProblems } from '../../core/pipeline/problems.js';
import { projectRoot } from '../../runtime/project.js';

describe('docs/language.md', () => {
  const page = readFileSync(join(projectRoot, 'docs/language.md'), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(version: 1\nname: (\S+)\n[^`]*)```/g)];

  it('has its examples', () => {
    expect(examples).to.have.length(4);
  });

  for (const [, text, name] of examples) {
    it(`has an example ${name} that can be planned`, () => {
      const planned = planPipeline(text, name);
      expect('problems' in planned ? formatProblems(planned.problems) : '').to.equal('');
    });
  }
});

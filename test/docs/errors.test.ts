import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';

const RAISED = /Error\(\s*'([A-Z][A-Z_]+)'|code: '([A-Z][A-Z_]+)'/g;

describe('docs/errors.md', () => {
  it('has an entry for every code that the sources raise', async () => {
    const page = await readFile(join(projectRoot, 'docs/errors.md'), 'utf8');
    const raised = new Set<string>();
    for (const folder of ['core', 'runtime', 'activities', 'workflows', 'cli']) {
      const files = await readdir(join(projectRoot, folder), { recursive: true });
      for (const file of files.filter((name) => name.endsWith('.ts'))) {
        const text = await readFile(join(projectRoot, folder, file), 'utf8');
        for (const [, thrown, written] of text.matchAll(RAISED)) raised.add(thrown || written);
      }
    }
    expect(raised.size).to.be.above(60);
    expect([...raised].filter((code) => !page.includes(`\`${code}\``))).to.deep.equal([]);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';

const FOLDER = join(projectRoot, 'test/histories');

/** Recorded by `temporal workflow show --output json`; see test/histories/README.md. */
describe('recorded histories', function () {
  this.timeout(60_000);

  it('replay with the workflows as they are now', async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
    expect(files).to.have.length.at.least(3);
    const bundle = { codePath: join(projectRoot, 'dist/workflow-bundle.js') };
    for (const file of files) {
      const history: unknown = JSON.parse(await readFile(join(FOLDER, file), 'utf8'));
      const workflowId = file.replace(/\.json$/, '').replaceAll('~', '/');
      await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId);
    }
  });
});

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { EnvironmentError } from '../../../core/errors.js';
import { locateTemporalCli } from '../../../runtime/temporal/locate.js';
import { scratchFolder } from './scratch.js';

describe('locating the Temporal CLI', () => {
  const scratch = scratchFolder();
  const root = join(scratch.path, 'project');
  const bin = join(scratch.path, 'bin');
  const own = join(scratch.path, 'own-temporal');
  before(() => {
    for (const file of [join(root, '.cache/temporal/temporal'), join(bin, 'temporal'), own]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      chmodSync(file, 0o755);
    }
  });
  after(() => {
    scratch.remove();
  });

  it('prefers the one that ESPALIER_TEMPORAL names', () => {
    expect(locateTemporalCli({ env: { ESPALIER_TEMPORAL: own, PATH: bin }, root })).to.deep.equal({
      path: own,
      from: 'ESPALIER_TEMPORAL',
    });
  });

  it("takes the PATH's before the one that set-up fetched", () => {
    expect(locateTemporalCli({ env: { PATH: `/nowhere:${bin}` }, root }).from).to.equal('PATH');
    expect(locateTemporalCli({ env: { PATH: '/nowhere' }, root }).from).to.equal('set-up');
  });

  it('says what to do when there is none, or when the variable is wrong', () => {
    const missing = { env: { PATH: '/nowhere' }, root: '/nowhere' };
    expect(() => locateTemporalCli(missing))
      .to.throw(EnvironmentError)
      .with.property('hint')
      .that.contains('npm run setup');
    const wrong = { env: { ESPALIER_TEMPORAL: '/nowhere/temporal', PATH: bin }, root };
    expect(() => locateTemporalCli(wrong)).to.throw(EnvironmentError, '/nowhere/temporal');
  });
});

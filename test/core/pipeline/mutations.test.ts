import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { planPipeline } from '../../../core/pipeline/plan.js';
import { formatProblems } from '../../../core/pipeline/problems.js';

const text = readFileSync(new URL('../../../../pipelines/quickstart.yaml', import.meta.url), 'utf8');
const lines = text.split('\n').length;

/** Text that means something in YAML or in an expression, and text that does not. */
const scrap = fc.oneof(
  fc.constantFrom(
    '${{',
    '}}',
    '&a ',
    '*a',
    '<<: ',
    '!!set ',
    '{',
    ']',
    ':',
    '\t',
    '- ',
    '---\n',
    '~',
    '.nan',
    '__proto__: ',
  ),
  fc.constantFrom(
    '${{ item }}',
    'steps',
    'constructor',
    'uses',
    '"',
    '#',
    '0',
    '-1',
    '1e400',
    'true',
    '|',
    '? ',
  ),
  fc.string({ maxLength: 6, unit: 'binary' }),
);

const edit = fc.record({ at: fc.nat(text.length), remove: fc.nat(12), insert: scrap });

describe('a pipeline that was edited at random', () => {
  it('gives a plan, or problems with places within it', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let edited = text;
        for (const { at, remove, insert } of edits) {
          edited = edited.slice(0, at) + insert + edited.slice(at + remove);
        }
        checkPlanned(planPipeline(edited, 'edited.yaml'), edited, edited.split('\n').length);
      }),
      { numRuns: 400 },
    );
  });

  it('or whose values were replaced, gives the same', () => {
    const document: unknown = parse(text);
    const paths = pathsIn(document);
    const value = fc.oneof(fc.jsonValue(), scrap, fc.constant(undefined));
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, replacement) => {
        const changed = replace(document, path, replacement);
        checkPlanned(planPipeline(JSON.stringify([changed]).slice(1, -1), 'edited.yaml'), '', lines);
        if (typeof changed === 'object' && changed !== null) {
          checkPlanned(planPipeline(changed, 'edited'), '', lines);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function checkPlanned(planned: ReturnType<typeof planPipeline>, source: string, last: number): void {
  if ('plan' in planned) {
    expect(planned.plan.steps).not.to.be.empty;
    return;
  }
  expect(planned.problems).not.to.be.empty;
  for (const { code, message, place } of planned.problems) {
    expect(code).to.match(/^[A-Z_]+$/);
    expect(message).not.to.be.empty;
    expect(place.line).to.be.within(1, last);
    expect(place.column).to.be.at.least(1);
  }
  expect(formatProblems(planned.problems, new Map([['edited.yaml', source]]))).to.match(/^edited/);
}

function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

function replace(value: unknown, path: readonly string[], replacement: unknown): unknown {
  if (path.length === 0 || typeof value !== 'object' || value === null) return replacement;
  const [key, ...rest] = path;
  const change = (name: string, item: unknown) => (name === key ? replace(item, rest, replacement) : item);
  if (Array.isArray(value)) return value.map((item, index) => change(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(name, item)]));
}

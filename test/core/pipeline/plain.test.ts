import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { plainValue } from '../../../core/pipeline/plain.js';
import { projectRoot } from '../../../runtime/project.js';

const folder = join(projectRoot, 'pipelines');
const pipelines = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** What the whole parser makes of a text; undefined where it has anything to say against it. */
function parsed(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, merge: true, logLevel: 'error' });
  if (document.errors.length + document.warnings.length > 0) return undefined;
  const value: unknown = document.toJS();
  return value;
}

const fragment = fc.oneof(
  fc.constantFrom(
    'a: 1',
    'b: x y',
    'c:',
    'd: ',
    '- ',
    '- e: f',
    '{ g: 1, h: [2] }',
    '[1, 2,',
    '"k": 1',
    'u:v',
    'w#x',
  ),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ': ',
    '-',
    ' - ',
    '?',
    '#',
    ' # l',
    '#m',
    '...',
    '---',
    ' ',
    '\n',
    '\t',
  ),
  fc.constantFrom(
    '"',
    "'",
    '|',
    '>',
    '&n ',
    '*n',
    '!o ',
    '<<: ',
    '%',
    '@',
    '$',
    '\\',
    '${{ p }}',
    '=',
    '(',
    '/',
  ),
  fc.constantFrom(
    '~',
    'null',
    'True',
    '.5',
    '1e3',
    '0x1F',
    '-1',
    '+.inf',
    '1_0',
    '\r\n',
    '\u{FEFF}',
    '\u{A0}',
    '\x02',
  ),
);

const line = fc
  .tuple(fc.nat(4), fc.array(fragment, { minLength: 1, maxLength: 3 }))
  .map(([indent, fragments]) => `${' '.repeat(indent)}${fragments.join('')}`);

const lines = fc.array(line, { minLength: 1, maxLength: 6 }).map((all) => all.join('\n'));

/** Some lines of a pipeline with a few pieces of other text in them. */
const changed = fc
  .tuple(
    fc.constantFrom(...pipelines.flatMap(({ text }) => text.split('\n\n'))),
    fc.array(fc.tuple(fc.nat(), fragment, fc.nat(2)), { maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((before, [place, piece, removed]) => {
      const at = place % (before.length + 1);
      return `${before.slice(0, at)}${piece}${before.slice(at + removed)}`;
    }, text),
  );

describe('plain YAML', () => {
  for (const { name, text } of pipelines.filter((pipeline) => !pipeline.text.includes(' &'))) {
    it(`is pipelines/${name}`, () => {
      expect(plainValue(text)).to.deep.equal(parsed(text));
    });
  }

  it('has comments at the ends of its lines', () => {
    expect(plainValue('a: b c  # d\ne: # f\n  g: "h" # i\n')).to.deep.equal({ a: 'b c', e: { g: 'h' } });
  });

  it('is nothing to which the parser gives another value, or has something to say', () => {
    fc.assert(
      fc.property(fc.oneof(lines, changed), (text) => {
        const value = plainValue(text);
        if (value !== undefined) expect(value).to.deep.equal(parsed(text));
      }),
      { numRuns: 3000 },
    );
  });

  const others = {
    'a key twice': 'a: 1\na: 2',
    'a key twice in brackets': 'a: { b: 1, b: 2 }',
    'a key that is no name': 'a: 1\n2: b',
    'a null for a key': 'null: 1',
    'an anchor': 'a: &b 1',
    'a text of two lines': 'a: b\n  c',
    'a block of text': 'a: |\n  b',
    'an escape': 'a: "\\n"',
    'a quote in quotes': "a: 'it''s'",
    'brackets that close too far left': 'a: {\n  b: 1\n}',
    'a comment right behind quotes': 'a: "b"#c',
    'a comma too many': 'a: [1,, 2]',
    'a line indented less than its map, more than the one around it': 'a:\n    b: 1\n  c: 2',
    'a text that ends a document elsewhere': 'a: ...',
    'a second document': 'a: 1\n---\nb: 2',
    'no map': '- a',
    nothing: '# empty',
  };
  for (const [what, text] of Object.entries(others)) {
    it(`is not ${what}`, () => {
      expect(plainValue(text)).to.equal(undefined);
    });
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { planPipeline } from '../../../core/pipeline/plan.js';
import { formatProblems } from '../../../core/pipeline/problems.js';

const folder = new URL('../../../../test/invalid/', import.meta.url);

/** Every problem of every file in test/invalid, with the line and column at which it must be told. */
const expected: Readonly<Record<string, readonly string[]>> = {
  anchors: ['8:89 UNKNOWN_KEY', '8:89 UNKNOWN_KEY', '9:31 UNKNOWN_KEY', '9:48 UNKNOWN_KEY'],
  architectures: [
    '4:30 NOT_ALLOWED',
    '5:32 UNKNOWN_KEY',
    '5:59 OUT_OF_RANGE',
    '6:57 UNKNOWN_KEY',
    '7:3 MISSING_KEY',
    '8:3 MISSING_KEY',
  ],
  'bad-expression': [
    '11:48 BAD_EXPRESSION',
    '12:42 BAD_EXPRESSION',
    '13:42 UNKNOWN_REFERENCE',
    '13:42 UNKNOWN_REFERENCE',
  ],
  'bad-names': ['4:3 BAD_NAME', '6:3 BAD_NAME', '8:3 BAD_NAME'],
  bounds: [
    '12:51 WRONG_REFERENCE',
    '13:51 UNKNOWN_OUTPUT',
    '14:51 WRONG_REFERENCE',
    '15:51 WRONG_TYPE',
    '16:52 OUT_OF_RANGE',
    '17:52 MISSING_KEY',
    '18:77 OUT_OF_RANGE',
    '18:80 UNKNOWN_KEY',
    '19:104 OUT_OF_RANGE',
  ],
  'branch-keys': ['4:3 MISSING_KEY', '4:27 UNKNOWN_KEY'],
  commands: ['9:26 MISSING_KEY', '12:107 BAD_NAME', '15:94 NOT_ALLOWED'],
  constraints: [
    '20:11 BAD_CONSTRAINT',
    '21:11 UNKNOWN_METRIC',
    '22:11 BAD_CONSTRAINT',
    '23:11 UNKNOWN_METRIC',
    '24:11 BAD_CONSTRAINT',
    '25:11 BAD_CONSTRAINT',
    '26:11 BAD_CONSTRAINT',
    '27:11 BAD_CONSTRAINT',
    '28:11 BAD_CONSTRAINT',
  ],
  cycle: ['10:3 CYCLE', '12:3 CYCLE'],
  'duplicate-key': ['6:3 DUPLICATE_KEY', '6:27 UNKNOWN_KEY'],
  empty: ['1:1 WRONG_TYPE'],
  evaluation: ['19:29 NOT_ALLOWED', '19:46 OUT_OF_RANGE', '19:49 UNKNOWN_KEY', '20:17 NOT_ALLOWED'],
  'foreach-outputs': ['21:46 UNKNOWN_OUTPUT', '22:44 WRONG_REFERENCE'],
  'item-outside': ['11:46 UNKNOWN_REFERENCE', '12:34 UNKNOWN_REFERENCE'],
  'item-type': ['20:87 WRONG_REFERENCE'],
  measuring: [
    '6:33 OUT_OF_RANGE',
    '6:37 UNKNOWN_KEY',
    '7:37 OUT_OF_RANGE',
    '8:36 OUT_OF_RANGE',
    '8:67 OUT_OF_RANGE',
    '19:52 UNKNOWN_METRIC',
    '20:22 TARGET_NOT_MEASURED',
    '20:28 UNKNOWN_TARGET',
    '22:11 UNKNOWN_METRIC',
    '24:83 TARGET_NOT_MEASURED',
    '25:83 TARGET_NOT_MEASURED',
  ],
  'missing-keys': ['1:1 MISSING_KEY', '7:25 MISSING_KEY', '8:3 MISSING_KEY', '9:3 MISSING_KEY'],
  name: ['2:7 BAD_NAME'],
  networks: [
    '4:35 UNKNOWN_KEY',
    '5:17 OUT_OF_RANGE',
    '5:21 MISSING_KEY',
    '6:51 OUT_OF_RANGE',
    '6:70 OUT_OF_RANGE',
    '12:25 MISSING_KEY',
  ],
  'no-steps': ['3:8 OUT_OF_RANGE'],
  'not-a-map': ['1:1 WRONG_TYPE'],
  'not-a-reference': ['11:40 WRONG_REFERENCE', '12:48 WRONG_REFERENCE', '12:89 WRONG_REFERENCE'],
  'null-sections': [
    '3:10 WRONG_TYPE',
    '4:10 WRONG_TYPE',
    '6:42 UNKNOWN_NETWORK',
    '6:60 UNKNOWN_DATASET',
    '7:10 WRONG_TYPE',
  ],
  'objective-expressions': [
    '13:40 UNKNOWN_METRIC',
    '13:67 UNKNOWN_CLASS',
    '14:21 BAD_OBJECTIVE',
    '14:42 BAD_OBJECTIVE',
    '15:21 BAD_OBJECTIVE',
    '15:44 BAD_OBJECTIVE',
    '16:24 UNKNOWN_METRIC',
  ],
  objectives: ['18:22 UNKNOWN_KEY', '26:39 MISSING_KEY', '26:74 NOT_ALLOWED', '26:97 UNKNOWN_KEY'],
  'out-of-range': [
    '3:7 OUT_OF_RANGE',
    '5:70 OUT_OF_RANGE',
    '7:69 WRONG_TYPE',
    '7:85 OUT_OF_RANGE',
    '9:34 OUT_OF_RANGE',
    '11:89 OUT_OF_RANGE',
  ],
  schedule: [
    '3:23 BAD_ADDRESS',
    '4:1 MISSING_KEY',
    '4:14 UNKNOWN_KEY',
    '6:23 BAD_SCHEDULE',
    '6:37 BAD_SCHEDULE',
    '8:15 BAD_SCHEDULE',
    '9:31 BAD_SCHEDULE',
    '10:9 UNKNOWN_KEY',
    '11:13 UNKNOWN_TIME_ZONE',
    '12:12 NOT_ALLOWED',
    '13:12 BAD_SCHEDULE',
    '14:11 BAD_SCHEDULE',
    '15:3 UNKNOWN_KEY',
  ],
  'schedule-empty': ['3:1 BAD_SCHEDULE', '3:23 UNKNOWN_TIME_ZONE', '3:46 WRONG_TYPE'],
  'search-limits': [
    '11:5 MISSING_KEY',
    '16:36 UNKNOWN_METRIC',
    '23:18 NOT_ALLOWED',
    '25:24 OUT_OF_RANGE',
    '25:41 UNKNOWN_KEY',
    '26:16 WRONG_REFERENCE',
    '27:22 OUT_OF_RANGE',
  ],
  selection: [
    '17:28 MISSING_KEY',
    '18:25 MISSING_KEY',
    '18:91 CONFLICTING_KEYS',
    '18:111 UNKNOWN_METRIC',
    '19:68 CONFLICTING_KEYS',
    '20:103 OUT_OF_RANGE',
  ],
  stages: [
    '17:56 OUT_OF_RANGE',
    '17:89 OUT_OF_RANGE',
    '26:29 OUT_OF_RANGE',
    '26:40 OUT_OF_RANGE',
    '26:58 OUT_OF_RANGE',
    '26:61 UNKNOWN_KEY',
    '27:18 NOT_ALLOWED',
    '28:18 OUT_OF_RANGE',
  ],
  'three-mistakes': ['10:76 WRONG_TYPE', '14:16 UNKNOWN_STEP', '18:7 UNKNOWN_KEY'],
  'unknown-backbone': ['4:53 NOT_ALLOWED', '4:80 WRONG_TYPE'],
  'unknown-kinds': ['4:19 NOT_ALLOWED', '6:18 NOT_ALLOWED', '8:18 NOT_ALLOWED'],
  'unknown-names': ['10:42 UNKNOWN_NETWORK', '10:60 UNKNOWN_DATASET', '18:69 UNKNOWN_TARGET'],
  'unknown-output': ['11:48 UNKNOWN_OUTPUT', '12:40 UNKNOWN_STEP'],
  'unknown-step': ['11:48 UNKNOWN_STEP', '12:42 UNKNOWN_STEP'],
  version: ['1:10 NOT_ALLOWED'],
  'wrong-output-type': [
    '19:39 WRONG_REFERENCE',
    '20:46 WRONG_REFERENCE',
    '21:40 WRONG_REFERENCE',
    '21:88 WRONG_REFERENCE',
    '22:48 WRONG_REFERENCE',
  ],
  'wrong-types': [
    '3:7 WRONG_TYPE',
    '4:11 WRONG_TYPE',
    '6:34 WRONG_TYPE',
    '6:52 WRONG_TYPE',
    '8:11 WRONG_TYPE',
    '9:19 WRONG_TYPE',
    '10:33 WRONG_TYPE',
  ],
  'yaml-alias-bomb': ['1:1 YAML_ALIASES'],
  'yaml-indentation': ['5:1 YAML_SYNTAX'],
  'yaml-tab': ['4:1 YAML_SYNTAX'],
  'yaml-two-documents': ['4:1 YAML_SYNTAX'],
  'yaml-unclosed': ['4:1 YAML_SYNTAX'],
  'yaml-undefined-alias': ['3:18 YAML_ALIASES'],
  'yaml-unknown-tag': ['3:7 YAML_SYNTAX'],
  conditions: [
    '9:25 WRONG_REFERENCE',
    '10:25 UNKNOWN_INPUT',
    '11:25 WRONG_REFERENCE',
    '12:25 WRONG_TYPE',
    '13:39 UNKNOWN_REFERENCE',
  ],
  'constraint-inputs': ['19:69 UNKNOWN_TARGET', '20:21 UNKNOWN_METRIC'],
  exec: [
    '4:37 OUT_OF_RANGE',
    '5:37 WRONG_TYPE',
    '6:44 UNKNOWN_FILE',
    '7:61 BAD_NAME',
    '8:74 CONFLICTING_KEYS',
    '9:44 UNKNOWN_OUTPUT',
    '9:83 BAD_NAME',
  ],
  'expression-syntax': [
    '8:72 BAD_EXPRESSION',
    '9:72 EXPRESSION_FAILED',
    '10:72 EXPRESSION_FAILED',
    '11:72 EXPRESSION_FAILED',
    '12:72 EXPRESSION_FAILED',
  ],
  finally: [
    '9:60 UNKNOWN_STEP',
    '11:75 OUT_OF_RANGE',
    '12:3 CYCLE',
    '13:60 UNKNOWN_STEP',
    '14:32 UNKNOWN_REFERENCE',
  ],
  'foreach-and-matrix': ['8:38 CONFLICTING_KEYS'],
  'foreach-lists': [
    '8:89 OUT_OF_RANGE',
    '9:30 WRONG_REFERENCE',
    '10:30 WRONG_REFERENCE',
    '11:107 WRONG_REFERENCE',
  ],
  'input-types': [
    '12:72 WRONG_REFERENCE',
    '13:72 OUT_OF_RANGE',
    '14:38 UNKNOWN_NETWORK',
    '14:69 UNKNOWN_DATASET',
    '15:72 WRONG_REFERENCE',
    '16:72 WRONG_TYPE',
  ],
  inputs: [
    '4:37 BAD_INPUT',
    '5:35 BAD_INPUT',
    '6:57 BAD_INPUT',
    '7:3 MISSING_INPUT',
    '8:3 BAD_NAME',
    '9:17 NOT_ALLOWED',
    '10:34 BAD_INPUT',
    '11:3 MISSING_KEY',
    '17:76 UNKNOWN_INPUT',
  ],
  limits: [
    '8:30 WRONG_TYPE',
    '9:30 BAD_NAME',
    '10:40 OUT_OF_RANGE',
    '11:28 WRONG_TYPE',
    '12:30 UNKNOWN_KEY',
    '13:34 OUT_OF_RANGE',
    '14:35 WRONG_TYPE',
    '15:32 BAD_NAME',
  ],
  macros: ['9:41 WRONG_REFERENCE', '10:41 UNKNOWN_REFERENCE'],
  'matrix-names': ['8:93 UNKNOWN_DATASET', '9:74 UNKNOWN_NETWORK'],
  'matrix-too-large': ['11:13 OUT_OF_RANGE'],
  matrix: [
    '8:29 OUT_OF_RANGE',
    '8:39 OUT_OF_RANGE',
    '9:39 WRONG_TYPE',
    '10:92 UNKNOWN_REFERENCE',
    '11:95 OUT_OF_RANGE',
    '12:29 OUT_OF_RANGE',
    '13:49 WRONG_TYPE',
    '14:72 UNKNOWN_REFERENCE',
    '15:29 OUT_OF_RANGE',
  ],
  outputs: ['10:12 WRONG_REFERENCE', '11:10 UNKNOWN_OUTPUT', '12:9 WRONG_REFERENCE'],
  pipelines: ['4:38 BAD_NAME', '5:24 MISSING_KEY', '6:50 UNKNOWN_KEY'],
  'run-values-too-early': ['3:7 UNKNOWN_REFERENCE', '7:34 UNKNOWN_REFERENCE'],
  states: ['9:38 WRONG_REFERENCE', '9:91 WRONG_REFERENCE', '10:41 UNKNOWN_REFERENCE'],
};

describe('invalid pipelines', () => {
  it('are all in the table', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
    expect(files.sort()).to.deep.equal(Object.keys(expected).sort());
  });

  for (const [name, problems] of Object.entries(expected)) {
    it(`${name}: every mistake at its place, and no other`, () => {
      expect(
        problemsOf(name).map(({ code, place }) => `${place.line}:${place.column} ${code}`),
      ).to.deep.equal(problems);
    });
  }

  it('print as compilers do, with the line and a caret', () => {
    expect(
      formatProblems(
        problemsOf('three-mistakes'),
        new Map([['three-mistakes.yaml', read('three-mistakes')]]),
      ).split('\n'),
    ).to.deep.equal([
      "three-mistakes.yaml:10:76 WRONG_TYPE 'steps.train.with.epochs' is 'eight'; it takes a whole number.",
      '  10 |   train: { uses: train, with: { network: deeplab, dataset: digits, epochs: eight } }',
      `  ${' '.repeat('10 | '.length + 75)}^`,
      "three-mistakes.yaml:14:16 UNKNOWN_STEP There is no step 'trian'.",
      '  14 |       network: ${{ steps.trian.network }}',
      `  ${' '.repeat('14 | '.length + 15)}^`,
      "  Did you mean 'train'?",
      "three-mistakes.yaml:18:7 UNKNOWN_KEY 'steps.search.with' has no key 'populaton'.",
      '  18 |       populaton: 10',
      `  ${' '.repeat('18 | '.length + 6)}^`,
      "  Did you mean 'population'?",
    ]);
  });
});

function read(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
}

function problemsOf(name: string) {
  const planned = planPipeline(read(name), `${name}.yaml`);
  return 'problems' in planned ? planned.problems : [];
}

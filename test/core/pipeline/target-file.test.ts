import { expect } from 'chai';
import { parseTarget } from '../../../core/pipeline/target-file.js';

const ARRAY = `model: systolic
array: { height: 4, width: 8 }
dataflow: ws
clockMhz: 100
wordBits: 8
`;

function problems(text: string): readonly string[] {
  const parsed = parseTarget(text, 't.yaml');
  if ('target' in parsed) return [];
  return parsed.problems.map(({ code, place }) => `${place.line}:${place.column} ${code}`);
}

describe('a target file', () => {
  it('is one target', () => {
    expect(parseTarget(ARRAY, 't.yaml')).to.deep.equal({
      target: {
        model: 'systolic',
        array: { height: 4, width: 8 },
        dataflow: 'ws',
        clockMhz: 100,
        wordBits: 8,
      },
    });
  });

  it('has every mistake with its place', () => {
    const text = ARRAY.replace('ws', 'sw').replace('height: 4', 'height: 0').replace('clockMhz', 'clokMhz');
    expect(problems(text)).to.deep.equal(['2:18 OUT_OF_RANGE', '3:11 NOT_ALLOWED', '4:1 UNKNOWN_KEY']);
  });

  for (const [title, text, wanted] of [
    ['another model', 'model: abacus\n', ['1:8 NOT_ALLOWED']],
    ['no model', 'clockMhz: 3\n', ['1:1 MISSING_KEY']],
    [
      'an Ethos-U that there is not, and a path for a name',
      'model: vela\naccelerator: ethos-u55-512\nsystemConfig: ../mine\nmemoryMode: Sram_Only\n',
      ['2:14 NOT_ALLOWED', '3:15 BAD_NAME'],
    ],
    ['no YAML', 'model: [\n', ['2:1 YAML_SYNTAX']],
    ['a file for a target', 'file: x.yaml\n', ['1:1 MISSING_KEY']],
    [
      'latencies of another shape than its channels',
      'model: table\nwordBits: 8\nlayers:\n  - { layer: a, inChannels: [1, 2], outChannels: [1], latencyMs: [[1]] }\n',
      ['1:1 TARGET_BAD_VALUE'],
    ],
  ] as const) {
    it(`is refused with ${title}`, () => {
      expect(problems(text)).to.deep.equal(wanted);
    });
  }
});

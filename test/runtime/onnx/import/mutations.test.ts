import { expect } from 'chai';
import fc from 'fast-check';
import onnxProto, { type onnx } from 'onnx-proto';
import { EspalierError } from '../../../../core/errors.js';
import { checkWeights } from '../../../../core/network/parameters.js';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { TestModel } from './model.js';

const { ModelProto } = onnxProto.onnx;

/** A network with some of everything: shape arithmetic, splits, views, a matrix, and what is not understood. */
function sample(): Uint8Array {
  const model = new TestModel({ opset: 13 });
  const conv = model.conv(model.image, 4, 6, { strides: [2, 2] }, 'stem');
  const norm = [1, 2, 3].map(() => model.weights([6])).concat(model.positive([6]));
  const [left, right] = model.nodes(
    'Split',
    [model.node('BatchNormalization', [conv, ...norm]), model.wholes([2, 4])],
    2,
    { axis: 1 },
  );
  const pooled = model.node('Flatten', [model.node('GlobalAveragePool', [right])]);
  const gate = model.node('Gemm', [pooled, model.weights([4, 4]), model.weights([4])], { transB: 1 });
  const gated = model.node('Mul', [right, model.node('Unsqueeze', [gate, model.wholes([2, 3])])]);
  const joined = model.node('Concat', [model.node('Softsign', [gated]), left], { axis: 1 });
  const parts = model.node('Reshape', [joined, model.wholes([0, 2, 3, 5, 4])]);
  const shuffled = model.node('Transpose', [parts], { perm: [0, 2, 1, 3, 4] });
  const image = model.node('Reshape', [shuffled, model.wholes([1, 6, 5, 4])]);
  const size = model.node('Slice', [
    model.node('Shape', [model.image]),
    model.wholes([2]),
    model.wholes([4]),
  ]);
  const sizes = model.node('Concat', [model.wholes([1, 6]), size], { axis: 0 });
  const wide = model.node('Resize', [image, '', '', sizes], { mode: 'linear' });
  const padded = model.node('Pad', [wide, model.wholes([0, 0, 1, 1, 0, 0, 0, 0])], { mode: 'reflect' });
  const scores = model.conv(model.node('PRelu', [padded, model.weights([6, 1, 1])]), 6, 3, {}, 'head');
  return model.output(model.node('Softmax', [scores], { axis: 1 })).encode();
}

const ORIGINAL = new Uint8Array(sample());
const NUMBERS = [0, -1, 1, 2, 3, 7, 64, 1000, 2 ** 31 - 1, -(2 ** 31), 2 ** 40, NaN, 1e30];
const OPERATORS = [
  ...[
    'Relu',
    'Conv',
    'Add',
    'Reshape',
    'Transpose',
    'Concat',
    'Gather',
    'MatMul',
    'ArgMax',
    'Squeeze',
    'Expand',
  ],
  ...[
    'MaxPool',
    'ConvTranspose',
    'Tile',
    'Range',
    'ConstantOfShape',
    'ReduceMean',
    'Einsum',
    'If',
    'TopK',
    'Cast',
  ],
  ...['ReduceSum', 'DepthToSpace', 'LayerNormalization', 'Constant', 'constructor'],
];

const place = fc.nat({ max: ORIGINAL.length - 1 });
const byBytes = fc.oneof(
  fc.record({ at: place, to: fc.uint8Array({ minLength: 1, maxLength: 6 }) }).map(({ at, to }) => {
    const bytes = ORIGINAL.slice();
    bytes.set(to.subarray(0, bytes.length - at), at);
    return bytes;
  }),
  place.map((length) => ORIGINAL.subarray(0, length)),
  fc
    .record({ from: place, length: fc.nat({ max: 300 }), to: place })
    .map(({ from, length, to }) =>
      Buffer.concat([
        ORIGINAL.subarray(0, to),
        ORIGINAL.subarray(from, from + length),
        ORIGINAL.subarray(to),
      ]),
    ),
  fc
    .record({ from: place, length: fc.nat({ max: 100 }) })
    .map(({ from, length }) => Buffer.concat([ORIGINAL.subarray(0, from), ORIGINAL.subarray(from + length)])),
);

const index = fc.nat({ max: 10_000 });
const change = fc.record({
  kind: fc.nat({ max: 9 }),
  node: index,
  entry: index,
  number: fc.constantFrom(...NUMBERS),
  operator: fc.constantFrom(...OPERATORS),
});
const byFields = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
  const model = ModelProto.decode(ORIGINAL);
  if (model.graph === undefined || model.graph === null) throw new Error('no graph');
  for (const each of changes) changeGraph(model.graph, each);
  return ModelProto.encode(model).finish();
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changeGraph(graph: onnx.IGraphProto, { kind, node: at, entry, number, operator }: Change): void {
  const pick = <T>(list: readonly T[] | null | undefined): T | undefined =>
    list?.at(at % Math.max(list.length, 1));
  const put = (list: unknown[] | null | undefined, value: unknown): void => {
    if (list !== undefined && list !== null && list.length > 0) list[entry % list.length] = value;
  };
  const node = pick(graph.node);
  const tensor = pick(graph.initializer);
  const attribute = pick(node?.attribute);
  const names = graph.node?.flatMap(({ output }) => output ?? []) ?? [];
  const whole = Number.isNaN(number) ? 0 : number;
  if (kind === 0 && node !== undefined) node.opType = operator;
  else if (kind === 1) put(node?.input, names[entry % names.length]);
  else if (kind === 2) put(node?.output, names[entry % names.length]);
  else if (kind === 3) put(attribute?.ints, whole);
  else if (kind === 4 && attribute !== undefined) Object.assign(attribute, { i: whole, f: number });
  else if (kind === 5) put(tensor?.dims, whole);
  else if (kind === 6) tensor?.dims?.reverse();
  else if (kind === 7) graph.node?.splice(at % graph.node.length, 1);
  else if (kind === 8) node?.attribute?.splice(entry % Math.max(node.attribute.length, 1), 1);
  else if (tensor?.dataType === 7 && tensor.rawData !== undefined && tensor.rawData !== null) {
    const count = tensor.rawData.length / 8;
    const values = BigInt64Array.from({ length: count }, () => BigInt(Math.min(whole, 2 ** 53)));
    tensor.rawData = new Uint8Array(values.buffer);
  }
}

/** Imports bytes; tells whether a typed error came of it. Any other error is thrown on. */
function survives(bytes: Uint8Array): void {
  try {
    const { network, weights } = importOnnx(bytes);
    checkWeights(network, weights);
  } catch (error) {
    if (!(error instanceof EspalierError)) throw error;
    expect(error.code).to.match(/^(ONNX|NETWORK)_/);
  }
}

describe('importing broken models', () => {
  it('begins with one that is whole', () => {
    const { network } = importOnnx(ORIGINAL);
    expect(network.layers.at(-1)?.kind).to.equal('softmax');
    expect(network.layers.filter(({ kind }) => kind === 'opaque')).to.have.length(1);
  });

  it('ends in a network or a typed error, whatever happened to the bytes', () =>
    fc.assert(fc.property(byBytes, survives), { seed: 1, numRuns: 700 }));

  it('ends in a network or a typed error, whatever happened to the fields', () =>
    fc.assert(fc.property(byFields, survives), { seed: 2, numRuns: 700 }));
});

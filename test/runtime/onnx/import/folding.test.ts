import { expect } from 'chai';
import { NetworkError } from '../../../../core/errors.js';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { type Attributes, floats, TestModel, wholes } from './model.js';
import { importedSame, kindsOf } from './same.js';

type Make = (model: TestModel) => string;

const constant =
  (attributes: Attributes): Make =>
  (model) =>
    model.node('Constant', [], attributes);

/** Values of four elements, or one, that follow from constants alone. */
const VALUES: Readonly<Record<string, Make>> = {
  'a tensor': constant({ value: { tensor: floats([4, 1, 1], [1, 2, 3, 4]) } }),
  'one float': constant({ value_float: { float: 0.5 } }),
  floats: (model) =>
    model.node('Unsqueeze', [
      constant({ value_floats: { floats: [1, 2, 3, 4] } })(model),
      model.wholes([1, 2]),
    ]),
  'one whole number': (model) => model.node('Cast', [constant({ value_int: 3 })(model)], { to: 1 }),
  'whole numbers': (model) =>
    model.node('Reshape', [
      model.node('Cast', [constant({ value_ints: [1, 2, 3, 4] })(model)], { to: 1 }),
      model.wholes([-1, 1, 1]),
    ]),
  arithmetic: (model) => {
    const sum = model.node('Add', [model.floats([1, 2, 3, 4], [4, 1, 1]), model.floats([0.5])]);
    const root = model.node('Sqrt', [model.node('Pow', [sum, model.floats([3], [])])]);
    return model.node('Sub', [model.node('Div', [root, sum]), model.node('Neg', [model.node('Exp', [sum])])]);
  },
  'rounding and bounds': (model) => {
    const halves = model.floats([-1.5, 0.5, 1.5, 2.5], [4, 1, 1]);
    const rounded = model.node('Add', [model.node('Round', [halves]), model.node('Floor', [halves])]);
    const high = model.node('Max', [rounded, model.node('Ceil', [halves]), model.floats([0])]);
    return model.node('Clip', [model.node('Min', [high, model.floats([3.5])]), model.floats([0.5], [])]);
  },
  'division of whole numbers': (model) => {
    const divided = model.node('Div', [model.wholes([-7, 7, 8, 9], [4, 1, 1]), model.wholes([2])]);
    return model.node('Cast', [model.node('Mul', [divided, model.wholes([3])])], { to: 1 });
  },
  'choices by comparison': (model) => {
    const values = model.floats([1, 2, 3, 4], [4, 1, 1]);
    const low = model.node('Less', [values, model.floats([2])]);
    const equal = model.node('Equal', [values, model.floats([3])]);
    const either = model.node('Or', [low, model.node('Not', [model.node('Not', [equal])])]);
    const both = model.node('And', [either, model.node('Greater', [values, model.floats([0])])]);
    return model.node('Where', [both, values, model.node('Neg', [values])]);
  },
  'a range': (model) => {
    const range = model.node('Range', [
      model.floats([1], []),
      model.floats([3], []),
      model.floats([0.5], []),
    ]);
    return model.node('Unsqueeze', [range, model.wholes([1, 2])]);
  },
  'a fill, stretched': (model) => {
    const fill = model.node('ConstantOfShape', [model.wholes([2, 1])], {
      value: { tensor: floats([1], [1.5]) },
    });
    const grown = model.node('Expand', [fill, model.wholes([2, 2])]);
    return model.node('Reshape', [
      model.node('Tile', [grown, model.wholes([1, 1])]),
      model.wholes([4, 1, 1]),
    ]);
  },
  'parts, moved and joined': (model) => {
    const table = model.floats([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
    const turned = model.node('Transpose', [table]);
    const lists = [[3], [-9], [0], [-2]].map((values) => model.wholes(values));
    const picked = model.node('Slice', [turned, ...lists]);
    const gathered = model.node('Gather', [picked, model.wholes([-1])], { axis: 1 });
    const [first, second] = model.nodes('Split', [gathered, model.wholes([1, 1])], 2, { axis: 0 });
    const column = model.node('Concat', [second, first, second, first], { axis: 0 });
    return model.node('Reshape', [
      model.node('Squeeze', [column, model.wholes([1])]),
      model.wholes([4, 1, 1]),
    ]);
  },
  reductions: (model) => {
    const table = model.floats([1, 2, 3, 4, 5, 6, 7, 9], [4, 2]);
    const means = model.node('ReduceMean', [table], { axes: [1], keepdims: 0 });
    const sums = model.node('ReduceSum', [table, model.wholes([-1])], { keepdims: 0 });
    const most = model.node('ReduceMax', [table], { keepdims: 1 });
    const made = model.node('Add', [model.node('Mul', [means, sums]), most]);
    const least = model.node('ReduceMin', [table], { axes: [1], keepdims: 0 });
    const all = model.node('Sub', [made, model.node('ReduceProd', [least], { keepdims: 1 })]);
    return model.node('Flatten', [model.node('Reshape', [all, model.wholes([4, 1, 1])])], { axis: 1 });
  },
};

describe('values that follow from constants', () => {
  for (const [name, make] of Object.entries(VALUES)) {
    it(`are computed ahead: ${name}`, async () => {
      const model = new TestModel();
      const made = make(model);
      const flat = model.node('Reshape', [made, model.wholes([-1, 1, 1])]);
      model.output(model.node('Mul', [model.image, flat]));
      expect(kindsOf(await importedSame(model))).to.deep.equal(['constant', 'mul']);
    });
  }

  it('follow from shapes, of values that are not understood too', async () => {
    const model = new TestModel({ image: ['N', 4, 'height', 'width'] });
    const shape = model.node('Shape', [model.node('Softsign', [model.image])], { start: 2 });
    const size = model.node('Size', [model.node('Relu', [model.image])]);
    const sizes = model.node('Concat', [model.wholes([1, 4]), shape], { axis: 0 });
    const made = model.node('Reshape', [model.node('Relu', [model.image]), sizes]);
    const scale = model.node('Cast', [size], { to: 1 });
    model.output(model.node('Div', [made, scale]));
    expect(kindsOf(await importedSame(model, { input: { height: 7, width: 5 } }))).to.deep.equal([
      ...['relu', 'constant', 'div'],
    ]);
  });

  it('may be weights', async () => {
    const model = new TestModel();
    const weight = model.node('Transpose', [model.weights([3, 3, 4, 5])], { perm: [3, 2, 0, 1] });
    const scaled = model.node('Mul', [weight, model.weights([5, 1, 1, 1])]);
    model.output(model.node('Conv', [model.image, scaled]));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['conv']);
  });

  it('that would not fit into memory are not computed', () => {
    const huge = wholes([2], [2 ** 20, 2 ** 9]);
    const grow: Make[] = [
      (model) => model.node('ConstantOfShape', [model.tensor(huge)]),
      (model) => model.node('Expand', [model.floats([1]), model.tensor(huge)]),
      (model) =>
        model.node('Range', [model.wholes([0], []), model.wholes([2 ** 40], []), model.wholes([1], [])]),
      (model) => model.node('Tile', [model.floats([1], [1, 1]), model.tensor(huge)]),
    ];
    for (const make of grow) {
      const model = new TestModel();
      const sum = model.node('ReduceSum', [make(model)], { keepdims: 0 });
      model.output(model.node('Mul', [model.image, model.node('Cast', [sum], { to: 1 })]));
      const [operator] = model.graph.node.map(({ opType }) => opType);
      try {
        const { remarks, weights } = importOnnx(model.encode());
        expect(remarks.map((remark) => remark.operator)).to.include(operator);
        for (const { data } of weights.values()) expect(data.length).to.be.below(100);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        expect(error.code).to.be.oneOf(['ONNX_TOO_LARGE', 'ONNX_UNSUPPORTED']);
      }
    }
  });
});

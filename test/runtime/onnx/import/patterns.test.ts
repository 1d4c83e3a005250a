import { expect } from 'chai';
import { TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

type Write = (model: TestModel, x: string) => string;

const clipped: Write = (model, x) => {
  const sum = model.node('Add', [x, model.floats([3], [])]);
  return model.node('Clip', [sum, model.floats([0], []), model.floats([6], [])]);
};
const HARD_SWISHES: Readonly<Record<string, Write>> = {
  'x * clip(x + 3, 0, 6) / 6': (model, x) =>
    model.node('Div', [model.node('Mul', [x, clipped(model, x)]), model.floats([6])]),
  'x * (clip(x + 3, 0, 6) / 6)': (model, x) =>
    model.node('Mul', [x, model.node('Div', [clipped(model, x), model.floats([6])])]),
  'clip(x + 3, 0, 6) * x * (1 / 6)': (model, x) =>
    model.node('Mul', [model.node('Mul', [clipped(model, x), x]), model.floats([1 / 6])]),
  'x * hardsigmoid(x)': (model, x) =>
    model.node('Mul', [model.node('HardSigmoid', [x], { alpha: { float: 1 / 6 } }), x]),
};

describe('functions that exporters write out', () => {
  for (const [name, write] of Object.entries(HARD_SWISHES)) {
    it(`${name} is hard swish`, async () => {
      const model = new TestModel();
      const imported = await importedSame(model.output(write(model, model.conv(model.image, 4, 3))));
      expect(kindsOf(imported)).to.deep.equal(['conv', 'activation']);
      expect(imported.network.layers[2]).to.deep.include({ function: { name: 'hardswish' } });
    });
  }

  it('relu(x) - slope * relu(-x) is a parametric ReLU', async () => {
    for (const shape of [[1], [3, 1, 1]]) {
      const model = new TestModel();
      const x = model.conv(model.image, 4, 3);
      const negative = model.node('Relu', [model.node('Neg', [x])]);
      const bent = model.node('Mul', [negative, model.weights(shape)]);
      model.output(model.node('Add', [model.node('Relu', [x]), bent]));
      expect(kindsOf(await importedSame(model))).to.deep.equal(['conv', 'prelu']);
    }
  });

  it('stay as they are where a number differs, or another layer reads what is inside', async () => {
    const others: Write[] = [
      (model, x) => model.node('Mul', [x, model.node('HardSigmoid', [x])]),
      (model, x) => model.node('Div', [model.node('Mul', [x, clipped(model, x)]), model.floats([5])]),
      (model, x) =>
        model.node('Div', [model.node('Mul', [model.image, clipped(model, x)]), model.floats([6])]),
      (model, x) => {
        const gate = clipped(model, x);
        return model.node('Add', [
          gate,
          model.node('Div', [model.node('Mul', [x, gate]), model.floats([6])]),
        ]);
      },
    ];
    for (const write of others) {
      const model = new TestModel();
      const { network } = await importedSame(model.output(write(model, model.conv(model.image, 4, 4))));
      const functions = network.layers.map((layer) => layer.kind === 'activation' && layer.function.name);
      expect(functions).to.not.include('hardswish');
    }
  });
});

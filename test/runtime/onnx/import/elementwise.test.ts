import { expect } from 'chai';
import { type Attributes, TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

const FUNCTIONS: Readonly<Record<string, Attributes>> = {
  Relu: {},
  LeakyRelu: { alpha: { float: 0.2 } },
  Sigmoid: {},
  HardSigmoid: { alpha: { float: 1 / 6 }, beta: { float: 0.4 } },
  HardSwish: {},
  Tanh: {},
  Elu: { alpha: { float: 0.7 } },
  Softplus: {},
  Exp: {},
  Abs: {},
  Neg: {},
  Erf: {},
  Identity: {},
  Dropout: {},
};

describe('importing element-wise functions', () => {
  for (const [operator, attributes] of Object.entries(FUNCTIONS)) {
    it(`reads ${operator}`, async () => {
      const model = new TestModel();
      const made = model.node(operator, [model.conv(model.image, 4, 5)], attributes);
      model.output(model.conv(made, 5, 3));
      const imported = await importedSame(model);
      expect(kindsOf(imported)).to.not.include('opaque');
      expect(imported.remarks).to.be.empty;
    });
  }

  it('reads functions of positive numbers', async () => {
    const model = new TestModel();
    const positive = model.node('Add', [model.node('Abs', [model.image]), model.floats([1], [])]);
    const made = model.node('Reciprocal', [
      model.node('Sqrt', [model.node('Log', [model.node('Exp', [positive])])]),
    ]);
    model.output(made);
    expect(kindsOf(await importedSame(model)).filter((kind) => kind === 'activation')).to.have.length(5);
  });

  for (const [name, low, high] of [
    ['both', -0.5, 1.5],
    ['the lower', 0.25, undefined],
    ['the upper', undefined, 0.5],
    ['none', undefined, undefined],
  ] as const) {
    it(`reads a Clip with ${name} of its bounds`, async () => {
      const model = new TestModel();
      const bound = (value: number | undefined): string =>
        value === undefined ? '' : model.floats([value], []);
      model.output(model.node('Clip', [model.image, bound(low), bound(high)]));
      const { network } = await importedSame(model);
      expect(network.layers[1]).to.deep.include({
        kind: 'activation',
        function: { name: 'clip', min: low ?? null, max: high ?? null },
      });
    });
  }

  for (const shape of [[4, 1, 1], [1], [1, 4, 1, 1], []]) {
    it(`reads a PRelu with slopes [${shape.join(', ')}]`, async () => {
      const model = new TestModel();
      model.output(model.node('PRelu', [model.image, model.weights(shape)]));
      const { network, weights } = await importedSame(model);
      expect(network.layers[1].kind).to.equal('prelu');
      expect(weights.get(`${network.layers[1].name}.slope`)?.shape).to.deep.equal([4]);
    });
  }

  it('leaves a PRelu with a slope for each pixel as it is', async () => {
    const model = new TestModel();
    model.output(model.node('PRelu', [model.image, model.weights([4, 9, 8])]));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['opaque']);
  });

  it('reads a batch norm, and leaves one in training mode as it is', async () => {
    for (const training of [0, 1]) {
      const model = new TestModel({ opset: 15 });
      const parameters = [1, 2, 3].map(() => model.weights([4]));
      const inputs = [model.image, ...parameters, model.positive([4])];
      const [made] = model.nodes('BatchNormalization', inputs, training === 1 ? 3 : 1, {
        epsilon: { float: 1e-2 },
        training_mode: training,
      });
      model.output(made);
      expect(kindsOf(await importedSame(model))).to.deep.equal([training === 1 ? 'opaque' : 'batchnorm']);
    }
  });
});

const OPERANDS: readonly (readonly number[])[] = [
  [],
  [1],
  [4, 1, 1],
  [1, 4, 1, 1],
  [1, 1, 1, 8],
  [9, 1],
  [4, 9, 8],
  [1, 4, 9, 8],
];

describe('importing arithmetic', () => {
  for (const operator of ['Add', 'Sub', 'Mul', 'Div']) {
    for (const shape of OPERANDS) {
      for (const first of [true, false]) {
        it(`reads ${operator} of ${first ? 'a constant' : 'an image'} and ${first ? 'an image' : 'a constant'} of [${shape.join(', ')}]`, async () => {
          const model = new TestModel();
          const positive = model.node('Softplus', [model.image]);
          const constant = model.positive(shape);
          model.output(model.node(operator, first ? [constant, positive] : [positive, constant]));
          expect(kindsOf(await importedSame(model))).to.deep.equal([
            'activation',
            'constant',
            operator.toLowerCase(),
          ]);
        });
      }
    }
  }

  it('spreads one image over another along channels, height and width', async () => {
    const model = new TestModel();
    const wide = model.conv(model.image, 4, 6);
    const gate = model.node('Sigmoid', [model.node('GlobalAveragePool', [wide])]);
    const gated = model.node('Mul', [gate, wide]);
    const map = model.node('Sigmoid', [model.conv(model.image, 4, 1)]);
    const row = model.node('ReduceMean', [wide], { axes: [2] });
    model.output(model.node('Sub', [model.node('Add', [model.node('Mul', [gated, map]), wide]), row]));
    expect(kindsOf(await importedSame(model))).to.not.include('opaque');
  });

  it('spreads a channel a pixel over an image that a constant brings in', async () => {
    const model = new TestModel();
    const pooled = model.node('GlobalAveragePool', [model.image]);
    model.output(model.node('Add', [pooled, model.weights([1, 4, 3, 5])]));
    const { network } = await importedSame(model);
    expect(network.layers.map(({ kind }) => kind)).to.not.include('opaque');
  });

  it('reads a Sum of many', async () => {
    const model = new TestModel();
    const parts = [model.conv(model.image, 4, 4), model.image, model.weights([4, 1, 1]), model.image];
    model.output(model.node('Sum', parts));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['conv', 'add', 'constant', 'add', 'add']);
  });

  it('takes what is added to the channels of a convolution that nothing else reads as its bias', async () => {
    const model = new TestModel();
    const first = model.node('Add', [model.conv(model.image, 4, 5), model.weights([1, 5, 1, 1])]);
    const bare = model.conv(first, 5, 6);
    const second = model.node('Add', [model.weights([6, 1, 1]), bare]);
    model.output(model.node('Mul', [second, bare]));
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.deep.equal(['conv', 'conv', 'constant', 'add', 'mul']);
    expect(imported.network.layers[1]).to.deep.include({ kind: 'conv', bias: true });
    expect(imported.network.layers[2]).to.deep.include({ kind: 'conv', bias: false });
  });
});

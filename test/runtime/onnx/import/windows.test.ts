import { expect } from 'chai';
import { type Attributes, TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

const CONVS: Readonly<Record<string, Attributes>> = {
  'with uneven padding': { pads: [2, 0, 1, 3] },
  'with strides and dilations': { strides: [2, 1], dilations: [1, 2], pads: [1, 2, 1, 2] },
  'in groups': { group: 2 },
  depthwise: { group: 4 },
  'with SAME_UPPER': { auto_pad: 'SAME_UPPER', strides: [2, 3] },
  'with SAME_LOWER': { auto_pad: 'SAME_LOWER', strides: [2, 3] },
  'with VALID': { auto_pad: 'VALID', strides: [2, 1] },
  'with a kernel that is told': { kernel_shape: [3, 3] },
};

const groupsOf = ({ group }: Attributes): number => (typeof group === 'number' ? group : 1);

describe('importing convolutions', () => {
  for (const [name, attributes] of Object.entries(CONVS)) {
    it(`reads one ${name}`, async () => {
      const model = new TestModel();
      const groups = groupsOf(attributes);
      const weight = model.weights([8, 4 / groups, 3, 3]);
      model.output(model.node('Conv', [model.image, weight, model.weights([8])], attributes));
      expect(kindsOf(await importedSame(model))).to.deep.equal(['conv']);
    });
  }

  it('leaves one whose weights are computed as it is', async () => {
    const model = new TestModel({ image: [1, 4, 3, 3] });
    const made = model.node('Reshape', [model.conv(model.image, 4, 12), model.wholes([3, 4, 3, 3])]);
    model.output(model.node('Conv', [model.image, made]));
    const imported = await importedSame(model);
    expect(kindsOf(imported)).to.deep.equal(['conv', 'opaque']);
    expect(imported.remarks.map(({ operator }) => operator)).to.include('Conv');
  });

  it('leaves a dilated pooling and one that reads its indices as they are', async () => {
    const model = new TestModel();
    const pooled = model.node('MaxPool', [model.image], { kernel_shape: [2, 2], dilations: [2, 2] });
    model.output(model.node('Relu', [pooled]));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['opaque', 'relu']);
  });
});

const TRANSPOSED: Readonly<Record<string, Attributes>> = {
  'with uneven padding': { strides: [2, 2], pads: [1, 0, 1, 2] },
  'with output padding': { strides: [2, 3], output_padding: [1, 2] },
  'in groups, dilated': { group: 2, dilations: [2, 1] },
  'with SAME_UPPER': { auto_pad: 'SAME_UPPER', strides: [2, 2] },
  'with SAME_LOWER': { auto_pad: 'SAME_LOWER', strides: [2, 2] },
  'with VALID': { auto_pad: 'VALID', strides: [2, 2] },
  'with an output shape': { output_shape: [18, 17], strides: [2, 2] },
  'with an output shape and SAME_UPPER': {
    output_shape: [18, 16],
    strides: [2, 2],
    auto_pad: 'SAME_UPPER',
  },
};

describe('importing transposed convolutions', () => {
  for (const [name, attributes] of Object.entries(TRANSPOSED)) {
    it(`reads one ${name}`, async () => {
      const model = new TestModel();
      const weight = model.weights([4, 3, 3, 3]);
      const channels = 3 * groupsOf(attributes);
      model.output(model.node('ConvTranspose', [model.image, weight, model.weights([channels])], attributes));
      expect(kindsOf(await importedSame(model))).to.deep.equal(['convtranspose']);
    });
  }
});

const POOLS: Readonly<Record<string, [operator: string, attributes: Attributes, kind: string]>> = {
  'maximum with padding': [
    'MaxPool',
    { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 0, 1] },
    'maxpool',
  ],
  'maximum, rounded up': ['MaxPool', { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1 }, 'maxpool'],
  'maximum, rounded up with padding': [
    'MaxPool',
    { kernel_shape: [3, 3], strides: [4, 3], pads: [1, 1, 1, 1], ceil_mode: 1 },
    'maxpool',
  ],
  'maximum with SAME_UPPER': [
    'MaxPool',
    { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' },
    'maxpool',
  ],
  'average that leaves padding out': [
    'AveragePool',
    { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    'averagepool',
  ],
  'average that counts padding': [
    'AveragePool',
    { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 },
    'averagepool',
  ],
  'average, rounded up': [
    'AveragePool',
    { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1 },
    'averagepool',
  ],
  'average, rounded up, counting padding': [
    'AveragePool',
    { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1, count_include_pad: 1 },
    'opaque',
  ],
  'global average': ['GlobalAveragePool', {}, 'globalaveragepool'],
  'global maximum': ['GlobalMaxPool', {}, 'maxpool'],
};

describe('importing poolings', () => {
  for (const [name, [operator, attributes, kind]] of Object.entries(POOLS)) {
    it(`reads the ${name}`, async () => {
      const model = new TestModel();
      model.output(model.node(operator, [model.image], attributes));
      const imported = await importedSame(model);
      expect(kindsOf(imported)).to.deep.equal([kind]);
      expect(imported.remarks).to.have.length(kind === 'opaque' ? 1 : 0);
    });
  }
});

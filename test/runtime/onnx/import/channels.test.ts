import { expect } from 'chai';
import { type Attributes, TestModel } from './model.js';
import { importedSame, kindsOf } from './same.js';

describe('importing what moves channels', () => {
  it('reads a concat, of constants too', async () => {
    const model = new TestModel();
    const parts = [model.conv(model.image, 4, 3), model.weights([1, 2, 9, 8]), model.image];
    model.output(model.conv(model.node('Concat', parts, { axis: -3 }), 9, 2));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['conv', 'constant', 'concat', 'conv']);
  });

  it('reads a concat of maps of one channel', async () => {
    const model = new TestModel();
    const maps = [1, 2, 3].map(() => model.conv(model.image, 4, 1));
    model.output(model.node('Concat', maps, { axis: 1 }));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['conv', 'conv', 'conv', 'concat']);
  });

  it('leaves a concat along rows as it is', async () => {
    const model = new TestModel();
    model.output(model.node('Concat', [model.image, model.conv(model.image, 4, 4)], { axis: 2 }));
    expect(kindsOf(await importedSame(model))).to.include('opaque');
  });

  it('reads a split by an attribute, by an input, and into equal parts', async () => {
    const forms: { opset: number; form: Attributes; sizes?: number[] }[] = [
      { opset: 11, form: { split: [1, 3] } },
      { opset: 13, sizes: [3, 1], form: {} },
      { opset: 18, form: { num_outputs: 2 } },
      { opset: 11, form: {} },
    ];
    for (const { opset, form, sizes } of forms) {
      const model = new TestModel({ opset });
      const inputs = sizes === undefined ? [model.image] : [model.image, model.wholes(sizes)];
      const [first, second] = model.nodes('Split', inputs, 2, { axis: 1, ...form });
      const parts = [model.node('Relu', [second]), model.node('Neg', [first])];
      model.output(model.node('Concat', parts, { axis: 1 }));
      const kinds = kindsOf(await importedSame(model));
      expect(kinds.toSorted()).to.deep.equal(['activation', 'concat', 'relu', 'select', 'select']);
    }
  });

  const SLICES: Readonly<
    Record<string, [starts: number[], ends: number[], axes: number[], steps: number[], kinds: string[]]>
  > = {
    'of channels': [[1], [3], [1], [1], ['select']],
    'of channels backwards': [[-1], [-9], [1], [-2], ['select']],
    'of the last channels': [[-2], [2 ** 40], [-3], [1], ['select']],
    'of rows': [[2], [-1], [2], [1], ['crop']],
    'of every second row and third column': [
      [1, 0],
      [100, 8],
      [2, 3],
      [2, 3],
      ['crop', 'crop'],
    ],
    'of columns and channels': [
      [1, 1],
      [4, 6],
      [1, 3],
      [2, 1],
      ['select', 'crop'],
    ],
    'of everything': [[0, 0], [2 ** 31, 9], [1, 2], [1, 1], []],
    'of rows backwards': [[8], [-100], [2], [-1], ['opaque']],
  };
  for (const [name, [starts, ends, axes, steps, kinds]] of Object.entries(SLICES)) {
    it(`reads a slice ${name}`, async () => {
      const model = new TestModel();
      const lists = [starts, ends, axes, steps].map((values) => model.wholes(values));
      model.output(model.node('Relu', [model.node('Slice', [model.image, ...lists])]));
      expect(kindsOf(await importedSame(model))).to.deep.equal([...kinds, 'relu']);
    });
  }

  it('reads gathers of channels, and of one row', async () => {
    const model = new TestModel();
    const chosen = model.node('Gather', [model.image, model.wholes([3, 0, 0, -2])], { axis: 1 });
    const row = model.node('Gather', [chosen, model.wholes([-2], [])], { axis: 2 });
    model.output(model.node('Unsqueeze', [model.node('Relu', [row]), model.wholes([2])]));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['select', 'crop', 'relu']);
  });

  it('reads a channel shuffle as one selection', async () => {
    const model = new TestModel({ image: [1, 6, 5, 7] });
    const groups = model.node('Reshape', [model.image, model.wholes([0, 2, 3, 5, 7])]);
    const swapped = model.node('Transpose', [groups], { perm: [0, 2, 1, 3, 4] });
    const shuffled = model.node('Reshape', [swapped, model.wholes([1, -1, 5, 7])]);
    model.output(model.conv(shuffled, 6, 3));
    const { network } = await importedSame(model);
    expect(network.layers[1]).to.deep.include({ kind: 'select', indices: [0, 3, 1, 4, 2, 5] });
    expect(network.layers).to.have.length(3);
  });

  it('reads a part of split channels, behind a shuffle too', async () => {
    const model = new TestModel({ image: [1, 6, 5, 7] });
    const groups = model.node('Reshape', [model.image, model.wholes([1, 2, 3, 5, 7])]);
    const swapped = model.node('Transpose', [groups], { perm: [0, 2, 1, 3, 4] });
    const part = model.node('Gather', [swapped, model.wholes([1], [])], { axis: 2 });
    const other = model.node('Slice', [groups, model.wholes([1]), model.wholes([3]), model.wholes([2])]);
    const flat = model.node('Reshape', [other, model.wholes([1, 4, 5, 7])]);
    model.output(model.node('Concat', [part, flat], { axis: 1 }));
    expect(kindsOf(await importedSame(model))).to.deep.equal(['select', 'select', 'concat']);
  });
});

import { expect } from 'chai';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import onnxProto, { type onnx } from 'onnx-proto';
import { NetworkError } from '../../../../core/errors.js';
import { readOnnx } from '../../../../runtime/onnx/import/file.js';
import { importOnnx } from '../../../../runtime/onnx/import/import.js';
import { errorOf } from '../../../core/network/expect-error.js';
import { floats, TestModel } from './model.js';
import { importedSame } from './same.js';

/** A model that multiplies its image by a tensor. */
function scaled(tensor: onnx.ITensorProto): TestModel {
  const model = new TestModel();
  return model.output(model.node('Mul', [model.image, model.tensor(tensor, 'scale')]));
}

function scaleOf(model: TestModel): number[] {
  const { network, weights } = importOnnx(model.encode());
  const constant = network.layers.find(({ kind }) => kind === 'constant');
  return [...(weights.get(`${String(constant?.name)}.value`)?.data ?? [])];
}

const codeOf = (model: TestModel | Uint8Array): string =>
  errorOf(() => importOnnx(model instanceof Uint8Array ? model : model.encode())).code;

describe('reading tensors of an ONNX file', () => {
  const dims = [4, 1, 1];
  const values = [1, -2, 0.5, 65504];
  const bits = [0x3c00, 0xc000, 0x3800, 0x7bff];
  const raw = (data: Uint16Array | Float64Array): Uint8Array => new Uint8Array(data.buffer);
  const FORMS: Readonly<Record<string, onnx.ITensorProto>> = {
    'float32 in bytes': floats(dims, values),
    'float32 in numbers': { dims, dataType: 1, floatData: values },
    'float16 in bytes': { dims, dataType: 10, rawData: raw(Uint16Array.from(bits)) },
    'float16 in numbers': { dims, dataType: 10, int32Data: bits },
    'float64 in bytes': { dims, dataType: 11, rawData: raw(Float64Array.from(values)) },
    'float64 in numbers': { dims, dataType: 11, doubleData: values },
  };
  for (const [name, tensor] of Object.entries(FORMS)) {
    it(`reads ${name}`, () => expect(scaleOf(scaled(tensor))).to.deep.equal(values));
  }

  it('reads bfloat16', () => {
    const tensor = { dims, dataType: 16, rawData: raw(Uint16Array.of(0x3f80, 0xc000, 0x3f00, 0x4780)) };
    expect(scaleOf(scaled(tensor))).to.deep.equal([1, -2, 0.5, 65536]);
  });

  it('reads many float16 values', () => {
    const model = new TestModel();
    const data = Uint16Array.from({ length: 16 * 4 * 33 * 33 }, (_, i) => i % 0x7c00);
    const weight = model.tensor({ dims: [16, 4, 33, 33], dataType: 10, rawData: raw(data) }, 'w.weight');
    model.output(model.node('Conv', [model.image, weight], { pads: [16, 16, 16, 16] }));
    const found = importOnnx(model.encode()).weights.get('w.weight')?.data ?? [];
    expect(found[0x3c00]).to.equal(1);
    expect(found[0x7bff]).to.equal(65504);
    expect(found[1]).to.equal(2 ** -24);
  });

  it('does not copy float32 weights that lie aligned', () => {
    const model = new TestModel();
    model.output(model.conv(model.image, 4, 64, {}, 'conv'));
    const bytes = model.encode();
    const shared = [0, 1, 2, 3].map((shift) => {
      const moved = new Uint8Array(new ArrayBuffer(bytes.length + 3), shift, bytes.length);
      moved.set(bytes);
      return importOnnx(moved).weights.get('conv.weight')?.data.buffer === moved.buffer;
    });
    expect(shared.filter(Boolean)).to.have.length(1);
  });

  const WRONG: Readonly<Record<string, [tensor: onnx.ITensorProto, code: string]>> = {
    'that is larger than its bytes': [{ ...floats([4], values), dims: [4, 1, 9] }, 'ONNX_INVALID'],
    'that is smaller than its bytes': [{ ...floats([4], values), dims: [3] }, 'ONNX_INVALID'],
    'that is absurdly large': [{ ...floats([4], values), dims: [2 ** 40, 2 ** 40] }, 'ONNX_TOO_LARGE'],
    'with a negative size': [{ ...floats([4], values), dims: [-4] }, 'ONNX_INVALID'],
    'with fewer numbers than its size': [{ dims, dataType: 1, floatData: [1] }, 'ONNX_INVALID'],
    'with its values twice': [{ ...floats(dims, values), floatData: values }, 'ONNX_INVALID'],
    'of a type that ONNX does not have': [{ ...floats(dims, values), dataType: 99 }, 'ONNX_INVALID'],
    'of a type that is not read': [{ dims, dataType: 14, rawData: new Uint8Array(32) }, 'ONNX_UNSUPPORTED'],
    'with too many sizes': [{ dims: Array.from({ length: 99 }, () => 1), dataType: 1 }, 'ONNX_TOO_LARGE'],
  };
  for (const [name, [tensor, code]] of Object.entries(WRONG)) {
    it(`refuses one ${name}`, () => expect(codeOf(scaled(tensor))).to.equal(code));
  }
});

describe('reading the graph of an ONNX file', () => {
  it('refuses bytes that are no model, or only a part of one', () => {
    const bytes = scaled(floats([1], [2])).encode();
    expect(codeOf(new Uint8Array())).to.equal('ONNX_UNREADABLE');
    expect(codeOf(new TextEncoder().encode('<html></html>'))).to.equal('ONNX_UNREADABLE');
    for (let length = 1; length < bytes.length; length++) {
      expect(errorOf(() => importOnnx(bytes.subarray(0, length)))).to.be.instanceOf(NetworkError);
    }
  });

  it('refuses opsets before 11 and after 21', () => {
    for (const opset of [0, 9, 10, 22]) {
      const model = new TestModel({ opset });
      expect(codeOf(model.output(model.node('Relu', [model.image])))).to.equal('ONNX_OPSET');
    }
  });

  it('refuses cycles, values from nowhere, and two values of one name, used or not', () => {
    const breaks: ((model: TestModel) => void)[] = [
      (model) => (model.graph.node[0].input = ['value_1']),
      (model) => (model.graph.node[0].input = ['nowhere']),
      (model) => (model.graph.node[0].output = ['value_1']),
      (model) => (model.graph.node[0].output = ['image']),
      (model) => model.graph.initializer.push(floats([1], [1]), floats([1], [1])),
    ];
    for (const change of breaks) {
      const model = new TestModel();
      model.output(model.node('Relu', [model.node('Relu', [model.image])]));
      change(model);
      expect(codeOf(model)).to.equal('ONNX_INVALID');
    }
  });

  it('sorts nodes that come in another order', () => {
    const model = new TestModel();
    model.output(model.node('Abs', [model.node('Neg', [model.node('Relu', [model.image])])]));
    model.graph.node.reverse();
    const { network } = importOnnx(model.encode());
    expect(network.layers.map(({ name }) => name)).to.deep.equal(['image', 'value_0', 'value_1', 'value_2']);
  });

  it('takes the branch of an If whose condition is known', async () => {
    for (const condition of [0, 1]) {
      const model = new TestModel();
      const branch = (operator: string): onnx.IGraphProto => {
        const inner = new TestModel();
        const made = inner.node(operator, [inner.image]);
        const final = inner.node('Neg', [made]);
        inner.graph.node.forEach((node) => (node.output = node.output?.map((name) => `${operator}_${name}`)));
        inner.graph.node[1].input = [`${operator}_${made}`];
        return { ...inner.output(`${operator}_${final}`).graph, input: [], name: operator };
      };
      const flag = model.tensor({ dims: [], dataType: 9, rawData: Uint8Array.of(condition) });
      const made = model.node('If', [model.node('Not', [flag])], {
        then_branch: { graph: branch('Relu') },
        else_branch: { graph: branch('Sigmoid') },
      });
      model.output(model.node('Exp', [made]));
      const { network } = await importedSame(model);
      expect(network.layers[1].kind).to.equal(condition === 1 ? 'activation' : 'relu');
      expect(network.layers).to.have.length(4);
    }
  });
});

describe('reading weights outside an ONNX file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onnx-external-'));
    await mkdir(join(folder, 'model'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const write = async (location: string, entries: Readonly<Record<string, string>> = {}): Promise<string> => {
    const externalData = Object.entries({ location, ...entries }).map(([key, value]) => ({ key, value }));
    const path = join(folder, 'model', 'net.onnx');
    const tensor = {
      dims: [4, 1, 1],
      dataType: 1,
      dataLocation: onnxProto.onnx.TensorProto.DataLocation.EXTERNAL,
      externalData,
    };
    await writeFile(path, scaled(tensor).encode());
    await writeFile(join(folder, 'model', 'net.data'), new Uint8Array(values.buffer));
    await writeFile(join(folder, 'secret'), new Uint8Array(values.buffer));
    return path;
  };
  const failure = async (path: string): Promise<string> => {
    try {
      await readOnnx(path);
      return 'none';
    } catch (error) {
      if (error instanceof NetworkError) return error.code;
      throw error;
    }
  };

  it('reads them from a place in a file of the folder', async () => {
    const { weights } = await readOnnx(await write('net.data', { offset: '8', length: '16' }));
    expect([...[...weights.values()][0].data]).to.deep.equal([3, 4, 5, 6]);
    expect(await failure(await write('net.data'))).to.equal('none');
  });

  it('refuses a file that is missing, short or outside the folder', async () => {
    expect(await failure(await write('other.data'))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(await write('net.data', { offset: '16' }))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(await write('net.data', { offset: '4', length: '8' }))).to.equal('ONNX_INVALID');
    expect(await failure(await write('net.data', { offset: '-8' }))).to.equal('ONNX_UNREADABLE');
    expect(await failure(await write('../secret'))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(await write(join(folder, 'secret')))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(await write('.'))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(await write('a\0b'))).to.equal('ONNX_EXTERNAL_DATA');
    await symlink(join(folder, 'secret'), join(folder, 'model', 'link'));
    expect(await failure(await write('link'))).to.equal('ONNX_EXTERNAL_DATA');
    const path = await write('net.data');
    await truncate(join(folder, 'model', 'net.data'), 8);
    expect(await failure(path)).to.equal('ONNX_EXTERNAL_DATA');
  });

  it('refuses them without a file, and a file that is missing', async () => {
    const tensor = {
      dims: [1],
      dataType: 1,
      dataLocation: onnxProto.onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: [{ key: 'location', value: 'x' }],
    };
    expect(codeOf(scaled(tensor))).to.equal('ONNX_EXTERNAL_DATA');
    expect(await failure(join(folder, 'none.onnx'))).to.equal('ONNX_FILE_MISSING');
  });
});

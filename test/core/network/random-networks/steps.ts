import type { ActivationFunction, PadLayer } from '../../../../core/network/layer.js';
import { type Grower, SIDE } from './grower.js';

/** Adds a topology to a network and returns its end, on the grid. `name` begins the names of its layers. */
export type Step = (grower: Grower, name: string) => string;

const ONE_AROUND = { top: 1, left: 1, bottom: 1, right: 1 };

const ACTIVATIONS: readonly ActivationFunction[] = [
  { name: 'leakyrelu', slope: 0.1 },
  { name: 'clip', min: 0, max: 6 },
  { name: 'elu', alpha: 1 },
  { name: 'sigmoid' },
  { name: 'hardsigmoid', slope: 0.2, offset: 0.5 },
  { name: 'hardswish' },
  { name: 'tanh' },
  { name: 'softplus' },
  { name: 'abs' },
  { name: 'neg' },
  { name: 'erf' },
];

const CONVOLUTIONS: Readonly<Record<string, Step>> = {
  block: (g, name) => g.block(name, g.end(), g.some(4)),
  'plain conv': (g, name) => g.conv(name, g.end(), g.some(4), { bias: true }),
  depthwise: (g, name) => {
    const input = g.end();
    return g.block(name, input, g.width(input), g.width(input));
  },
  'multiplied depthwise': (g, name) => {
    const input = g.end();
    return g.block(name, input, 2 * g.width(input), g.width(input));
  },
  grouped: (g, name) => {
    const input = g.end();
    const groups = [3, 2].find((count) => g.width(input) % count === 0) ?? 1;
    return g.conv(name, input, groups * g.some(2), { groups, bias: g.chance() });
  },
  'strided and resized': (g, name) => {
    const strided = { kernel: [3, 3], dilation: [1, 1], stride: [2, 2], padding: ONE_AROUND } as const;
    const small = g.relu(g.norm(g.conv(`${name}.strided`, g.end(), g.some(4), strided)));
    return g.resize(name, small);
  },
  'padded conv': (g, name) => {
    const mode = g.pick<PadLayer['mode']>(['constant', 'reflect', 'edge']);
    const padded = pad(g, `${name}.pad`, g.end(), mode);
    const valid = {
      kernel: [3, 3],
      dilation: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
    } as const;
    return g.conv(name, padded, g.some(3), valid);
  },
};

const TRANSPOSED: Readonly<Record<string, Step>> = {
  transposed: (g, name) => shrink(g, name, g.norm(g.transposed(`${name}.up`, g.end(), g.some(4)))),
  'grouped transposed': (g, name) => {
    const input = g.end();
    const groups = [3, 2].find((count) => g.width(input) % count === 0) ?? 1;
    return shrink(g, name, g.transposed(`${name}.up`, input, groups * g.some(2), { groups }));
  },
  'depthwise transposed': (g, name) => {
    const input = g.end();
    const groups = g.width(input);
    return shrink(g, name, g.transposed(`${name}.up`, input, groups * g.some(2), { groups }));
  },
  'strided and transposed': (g, name) => {
    const strided = { kernel: [3, 3], dilation: [1, 1], stride: [2, 2], padding: ONE_AROUND } as const;
    return g.transposed(name, g.relu(g.conv(`${name}.strided`, g.end(), g.some(4), strided)), g.some(4));
  },
};

const JOINS: Readonly<Record<string, Step>> = {
  residual: (g, name) => {
    const input = g.end();
    const inner = g.block(`${name}.inner`, input, g.some(4));
    return g.join('add', name, g.norm(g.conv(`${name}.outer`, inner, g.width(input))), input);
  },
  add: (g, name) => {
    const input = g.end();
    return g.join(g.pick(['add', 'sub', 'mul'] as const), name, input, g.end(g.width(input)));
  },
  division: (g, name) => {
    const input = g.end();
    const positive = g.activation(g.conv(`${name}.below`, g.end(), g.width(input)), { name: 'sigmoid' });
    const below = g.join('add', `${name}.sure`, positive, g.constant(`${name}.least`, 1));
    return g.join('div', name, input, below);
  },
  concat: (g, name) => g.join('concat', name, g.end(), g.end()),
  'concat of three': (g, name) => {
    const parts = ['a', 'b', 'c'].map((part) => g.conv(`${name}.${part}`, g.end(), g.some(3)));
    return g.join('concat', name, ...parts);
  },
  'add to a concat': (g, name) => {
    const joined = g.join('concat', `${name}.joined`, g.end(), g.end());
    return g.join('add', name, joined, g.block(`${name}.whole`, g.end(), g.width(joined)));
  },
};

const ATTENTION: Readonly<Record<string, Step>> = {
  'squeeze and excitation': (g, name) => {
    const input = g.end();
    const pooled = g.push({ name: `${name}.pool`, kind: 'globalaveragepool', inputs: [input] });
    const squeezed = g.relu(g.pointwise(`${name}.squeeze`, pooled, g.some(3)));
    const scores = g.pointwise(`${name}.excite`, squeezed, g.width(input));
    const gate = g.activation(
      scores,
      g.chance() ? { name: 'sigmoid' } : { name: 'hardsigmoid', slope: 0.2, offset: 0.5 },
    );
    return g.join('mul', name, ...(g.chance() ? [input, gate] : [gate, input]));
  },
  'spatial attention': (g, name) => {
    const input = g.end();
    const gate = g.activation(g.pointwise(`${name}.scores`, g.end(), 1), { name: 'sigmoid' });
    return g.join('mul', name, ...(g.chance() ? [input, gate] : [gate, input]));
  },
  'image pooling': (g, name) => {
    const pooled = g.push({ name: `${name}.pool`, kind: 'globalaveragepool', inputs: [g.end()] });
    return g.resize(name, pooled);
  },
};

const SELECTIONS: Readonly<Record<string, Step>> = {
  split: (g, name) => {
    const input = g.block(`${name}.whole`, g.end(), 2 + g.random.below(4));
    const cut = g.some(g.width(input) - 1);
    const indices = Array.from({ length: g.width(input) }, (_, index) => index);
    const first = g.select(`${name}.first`, input, indices.slice(0, cut));
    const second = g.select(`${name}.second`, input, indices.slice(cut));
    const worked = g.conv(`${name}.worked`, second, g.some(3));
    return g.join('concat', name, ...(g.chance() ? [first, worked] : [worked, second, first]));
  },
  shuffle: (g, name) => {
    const input = g.end();
    return g.select(
      name,
      input,
      g.random.shuffle(Array.from({ length: g.width(input) }, (_, index) => index)),
    );
  },
  'channel slice': (g, name) => {
    const input = g.end();
    const count = g.some(g.width(input));
    return g.select(
      name,
      input,
      Array.from({ length: count }, () => g.random.below(g.width(input))),
    );
  },
  'slice that is added': (g, name) => {
    const input = g.end();
    const channel = g.select(`${name}.channel`, input, [g.random.below(g.width(input))]);
    return g.join('add', name, channel, g.conv(`${name}.conv`, g.end(), g.some(3)));
  },
};

const SHARED: Readonly<Record<string, Step>> = {
  'shared by two': (g, name) => {
    const inner = g.convLayer(`${name}.one`, g.block(`${name}.left`, g.end(), 3), g.some(3), { bias: true });
    const right = g.conv(`${name}.right`, g.end(), 3);
    const one = g.relu(g.norm(g.push(inner)));
    const other = g.push({ ...inner, name: `${name}.two`, inputs: [right], shares: inner.name });
    const two = g.norm(other, g.chance() ? `${inner.name}.bn` : undefined);
    return g.join(g.pick(['concat', 'add'] as const), name, one, two);
  },
  'shared in a row': (g, name) => {
    const first = g.convLayer(`${name}.one`, g.block(`${name}.before`, g.end(), 3), 3);
    const slope = g.push({ name: `${name}.prelu`, kind: 'prelu', inputs: [g.push(first)] });
    const second = g.push({ ...first, name: `${name}.two`, inputs: [slope], shares: first.name });
    return g.push({ name, kind: 'prelu', inputs: [second], shares: `${name}.prelu` });
  },
  'shared depthwise transposed': (g, name) => {
    const width = g.some(3);
    const make = (part: string, shares?: string): string =>
      g.transposed(part, g.conv(`${part}.in`, g.end(), width), 2 * width, {
        groups: width,
        bias: false,
        ...(shares === undefined ? {} : { shares }),
      });
    const one = make(`${name}.one`);
    return shrink(g, name, g.join('concat', `${name}.both`, one, make(`${name}.two`, one)));
  },
};

const CONSTANTS: Readonly<Record<string, Step>> = {
  'scale and shift': (g, name) => {
    const input = g.end();
    const scaled = g.join('mul', `${name}.scaled`, input, g.constant(`${name}.scale`, g.width(input)));
    return g.join('add', name, g.constant(`${name}.shift`, g.width(input)), scaled);
  },
  scalar: (g, name) =>
    g.join(g.pick(['add', 'mul', 'sub'] as const), name, g.constant(`${name}.scalar`, 1), g.end()),
  'constant plane': (g, name) => {
    const input = g.end();
    const channels = g.chance() ? 1 : g.width(input);
    return g.join('add', name, input, g.constant(`${name}.plane`, channels, SIDE, SIDE));
  },
  'constant channels': (g, name) => {
    const constant = g.constant(`${name}.constant`, g.some(2), SIDE, SIDE);
    return g.join('concat', name, g.end(), g.relu(constant));
  },
};

const ELEMENTWISE: Readonly<Record<string, Step>> = {
  activation: (g, name) =>
    g.push({ name, kind: 'activation', inputs: [g.end()], function: g.pick(ACTIVATIONS) }),
  prelu: (g, name) => g.push({ name, kind: 'prelu', inputs: [g.end()] }),
  maxpool: (g, name) =>
    g.push({ name, kind: 'maxpool', inputs: [g.end()], kernel: [3, 3], stride: [1, 1], padding: ONE_AROUND }),
  'average pool': (g, name) =>
    g.push({
      name,
      kind: 'averagepool',
      inputs: [g.end()],
      kernel: [3, 3],
      stride: [1, 1],
      padding: ONE_AROUND,
      countPadding: g.chance(),
    }),
  'pad and crop': (g, name) => {
    const mode = g.pick<PadLayer['mode']>(['constant', 'reflect', 'edge']);
    return crop(g, name, pad(g, `${name}.pad`, g.end(), mode), 2, 1);
  },
};

/** Topologies by name. */
export const STEPS: Readonly<Record<string, Step>> = {
  ...CONVOLUTIONS,
  ...TRANSPOSED,
  ...JOINS,
  ...ATTENTION,
  ...SELECTIONS,
  ...SHARED,
  ...CONSTANTS,
  ...ELEMENTWISE,
};

/** From twice the grid's size to the grid. */
function shrink(g: Grower, name: string, input: string): string {
  if (g.chance()) return crop(g, name, input, g.random.below(SIDE), 1);
  if (g.chance()) return crop(g, name, input, 1, 2);
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  return g.push({ name, kind: 'maxpool', inputs: [input], kernel: [2, 2], stride: [2, 2], padding });
}

function pad(g: Grower, name: string, input: string, mode: PadLayer['mode']): string {
  return g.push({ name, kind: 'pad', inputs: [input], padding: ONE_AROUND, mode, value: 0.5 });
}

function crop(g: Grower, name: string, input: string, from: number, step: number): string {
  const [height, width] = [SIDE, SIDE];
  return g.push({
    name,
    kind: 'crop',
    inputs: [input],
    top: from,
    left: from,
    height,
    width,
    stride: [step, step],
  });
}

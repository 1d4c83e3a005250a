import type { Shape } from '../../../../core/network/layer.js';

/** Activations NHWC, parameters as TensorFlow has them (kernels HWIO or HWOI), in double precision. */
export type Values = Float64Array;

/** The position of a pixel's first channel. */
export function pixel(shape: Shape, image: number, row: number, column: number): number {
  return ((image * shape.height + row) * shape.width + column) * shape.channels;
}

export function* positions(
  batch: number,
  shape: Shape,
): Generator<[image: number, row: number, column: number]> {
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < shape.height; row++) {
      for (let column = 0; column < shape.width; column++) yield [image, row, column];
    }
  }
}

/** Output values, channel by channel of every pixel. */
export function fill(
  batch: number,
  shape: Shape,
  value: (image: number, row: number, column: number, channel: number) => number,
): Values {
  const values = new Float64Array(batch * shape.height * shape.width * shape.channels);
  for (const [image, row, column] of positions(batch, shape)) {
    const at = pixel(shape, image, row, column);
    for (let channel = 0; channel < shape.channels; channel++) {
      values[at + channel] = value(image, row, column, channel);
    }
  }
  return values;
}

import type { Shape } from '../../../../core/network/layer.js';

/** One image's activations, CHW row-major. */
export interface Plane {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** An activation; undefined outside the image. */
export function at({ shape, data }: Plane, channel: number, y: number, x: number): number | undefined {
  if (y < 0 || x < 0 || y >= shape.height || x >= shape.width) return undefined;
  return data[(channel * shape.height + y) * shape.width + x];
}

/** Activations of a shape, each computed from its place. */
export function fill(
  { channels, height, width }: Shape,
  value: (channel: number, y: number, x: number) => number,
): Float64Array {
  const data = new Float64Array(channels * height * width);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[i++] = value(channel, y, x);
    }
  }
  return data;
}

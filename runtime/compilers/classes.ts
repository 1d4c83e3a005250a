import type { ProgramOutput } from './compiler.js';

/** The class of each pixel, [N, height, width]: what a program gives, or the first of its greatest scores. */
export function classesOf({ shape, data, holds }: ProgramOutput): Uint16Array {
  if (holds === 'classes') return Uint16Array.from(data);
  const [count, channels, height, width] = shape;
  const plane = height * width;
  const classes = new Uint16Array(count * plane);
  for (let n = 0; n < count; n++) {
    const start = n * channels * plane;
    for (let pixel = 0; pixel < plane; pixel++) {
      let best = 0;
      for (let c = 1; c < channels; c++) {
        if (data[start + c * plane + pixel] > data[start + best * plane + pixel]) best = c;
      }
      classes[n * plane + pixel] = best;
    }
  }
  return classes;
}

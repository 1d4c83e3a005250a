import { IGNORE_LABEL } from '../datasets/dataset.js';

/** The colour of a class, red, green and blue: the colour map of Pascal VOC, whose first is black. */
export function classColour(label: number): readonly [number, number, number] {
  if (label === IGNORE_LABEL) return [128, 128, 128];
  const colour: [number, number, number] = [0, 0, 0];
  for (let bits = label, shift = 7; bits > 0; bits >>= 3, shift--) {
    for (const channel of [0, 1, 2]) colour[channel] |= ((bits >> channel) & 1) << shift;
  }
  return colour;
}

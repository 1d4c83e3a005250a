/**
 * The float32 scale of an ONNX Resize from one size to another: the nearest to `to / from` for which the operator's
 * output size, floor(from * scale), is exactly `to` in single and in double precision. Sizes in pixels, below 2^22.
 */
export function resizeScale(from: number, to: number): number {
  const scale = new Float32Array([to / from]);
  const bits = new Uint32Array(scale.buffer);
  while (Math.floor(from * scale[0]) < to || Math.floor(Math.fround(from * scale[0])) < to) bits[0]++;
  return scale[0];
}

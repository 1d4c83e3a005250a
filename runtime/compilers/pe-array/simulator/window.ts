/** The input positions along one axis that a stretch of outputs needs, and where each output finds its own among them. */
export interface AxisWindow {
  /** The first output, and how many. */
  readonly start: number;
  readonly count: number;
  /** Input positions, ascending, those in the padding included. */
  readonly positions: Int32Array;
  /** Index into `positions` by output and kernel position. */
  readonly places: Int32Array;
  /** Positions that are loaded: padding counts as the input does, but never is more than the input loaded. */
  readonly loaded: number;
}

export interface Axis {
  readonly outputs: number;
  readonly tile: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  readonly input: number;
}

/** Cuts an axis into tiles, the last one as long as what is left. */
export function axisWindows(axis: Axis): readonly AxisWindow[] {
  const windows: AxisWindow[] = [];
  for (let start = 0; start < axis.outputs; start += axis.tile) {
    windows.push(axisWindow(axis, start, Math.min(axis.tile, axis.outputs - start)));
  }
  return windows;
}

function axisWindow(axis: Axis, start: number, count: number): AxisWindow {
  const { kernel, stride, dilation, padding, input } = axis;
  const needed: number[] = [];
  for (let output = start; output < start + count; output++) {
    for (let k = 0; k < kernel; k++) needed.push(output * stride + k * dilation - padding);
  }
  const positions = Int32Array.from(new Set(needed)).sort();
  const place = new Map([...positions].map((position, index) => [position, index]));
  return {
    start,
    count,
    positions,
    places: Int32Array.from(needed, (position) => place.get(position) ?? 0),
    loaded: Math.min(positions.length, input),
  };
}

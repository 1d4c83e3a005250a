/** What gives memory of at least a length to work in, with anything in it: the same from call to call, as it is grown only. */
export type Scratch<T> = (length: number) => T;

export function scratchFloats(): Scratch<Float64Array> {
  let memory = new Float64Array(256);
  return (length) => {
    if (length > memory.length) memory = new Float64Array(2 * length);
    return memory;
  };
}

export function scratchIntegers(): Scratch<Int32Array> {
  let memory = new Int32Array(256);
  return (length) => {
    if (length > memory.length) memory = new Int32Array(2 * length);
    return memory;
  };
}

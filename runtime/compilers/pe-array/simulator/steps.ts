/** Work that can rest on its way: whoever runs it asks for step after step, and for the result with the last. */
export type Steps<T> = Generator<undefined, T>;

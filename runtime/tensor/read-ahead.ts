/**
 * What some reads give, in their order, with the next `depth` reads under way while the caller is busy with one. Memory
 * holds as many results and one more. A read's failure is thrown in its turn; reads that nobody waits for end unheard.
 */
export async function* readAhead<T>(reads: Iterable<() => Promise<T>>, depth: number): AsyncGenerator<T> {
  const rest = reads[Symbol.iterator]();
  const ahead: Promise<T>[] = [];
  const fill = (): void => {
    while (ahead.length < depth) {
      const next = rest.next();
      if (next.done === true) return;
      const result = next.value();
      // Its failure is met where it is awaited, which may be never.
      result.catch(() => undefined);
      ahead.push(result);
    }
  };
  for (;;) {
    fill();
    const first = ahead.shift();
    if (first === undefined) return;
    // Room for one more, before the wait: whoever reads would otherwise have nothing to do as a batch is packed.
    fill();
    yield await first;
  }
}

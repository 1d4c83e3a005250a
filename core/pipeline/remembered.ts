/** How many texts are remembered before all are forgotten: a worker reads pipelines without end. */
const MOST = 5000;

/** A function of a text that is asked the same again and again. What it throws is not remembered. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? read(text);
    if (known.size >= MOST) known.clear();
    known.set(text, found);
    return found;
  };
}

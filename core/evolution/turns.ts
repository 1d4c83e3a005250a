import type { Random } from '../random.js';

/** Draws everybody once, in an order of chance, before anybody is drawn again. */
export function inTurns<T>(everybody: readonly T[], random: Random): () => T {
  let order: readonly T[] = [];
  let place = 0;
  return () => {
    if (place === order.length) {
      order = random.shuffle([...everybody]);
      place = 0;
    }
    return order[place++];
  };
}

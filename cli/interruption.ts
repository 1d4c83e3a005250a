/** That somebody pressed Ctrl+C, or asked this process to end. */
export class Interrupted extends Error {}

export interface Interruption {
  /** Never resolves; throws `Interrupted` at the first signal. A second one ends the process at once. */
  readonly happens: Promise<never>;
  /** Leaves signals to others again. */
  ignore(): void;
}

export function onInterruption(): Interruption {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let interrupt: () => void = () => undefined;
  let asked = false;
  const happens = new Promise<never>((_, reject) => {
    interrupt = () => {
      if (asked) process.exit(130);
      asked = true;
      reject(new Interrupted('interrupted'));
    };
  });
  // Whoever does not wait for it is not to fail by it.
  happens.catch(() => undefined);
  for (const signal of signals) process.on(signal, interrupt);
  return {
    happens,
    ignore() {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}

/** How the learning rate goes over the steps of a training. */
export interface Schedule {
  readonly kind: 'poly' | 'cosine' | 'constant';
  /** Exponent of `poly`, by default 0.9. */
  readonly power?: number;
  /** Steps over which the rate first rises in equal parts to its full height. Default 0. */
  readonly warmupSteps?: number;
}

/**
 * The factor on the learning rate at a step, 0 … 1; `steps` is the number of all. Poly: (1 - t)^power (Chen et al. 2018,
 * DeepLab); cosine: (1 + cos(pi t)) / 2 (Loshchilov & Hutter 2017); t is the share of the steps after warm-up that are
 * done.
 */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  const { kind, power = 0.9, warmupSteps = 0 } = schedule;
  if (step < warmupSteps) return (step + 1) / (warmupSteps + 1);
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  switch (kind) {
    case 'poly':
      return (1 - done) ** power;
    case 'cosine':
      return (1 + Math.cos(Math.PI * done)) / 2;
    case 'constant':
      return 1;
  }
}

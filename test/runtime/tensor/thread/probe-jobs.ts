/** Jobs that do what a thread can suffer. */
export type ProbeJob =
  | { readonly kind: 'count'; readonly upTo: number }
  | { readonly kind: 'fail'; readonly code?: string }
  | { readonly kind: 'exit' }
  | { readonly kind: 'exhaust' }
  | { readonly kind: 'spin'; readonly ms: number };

export interface ProbeWork {
  readonly count: { readonly progress: { readonly at: number }; readonly result: number };
  readonly fail: { readonly progress: never; readonly result: never };
  readonly exit: { readonly progress: never; readonly result: never };
  readonly exhaust: { readonly progress: never; readonly result: never };
  readonly spin: { readonly progress: never; readonly result: number };
}

/** How every command ends. */
export const exitCodes = {
  done: 0,
  /** The run failed, or the command could not do what was asked. */
  failed: 1,
  usage: 2,
  invalid: 3,
  /** No Temporal server answers. */
  unreachable: 4,
  /** Ctrl+C: 128 and the signal's number, as shells have it. */
  interrupted: 130,
} as const;

/**
 * Called in a worker process: runs `end` when the process that started this one is gone. Does nothing in a process
 * that was started without a channel to its parent, as from a shell.
 */
export function endWithParent(end: () => void): void {
  if (!process.channel) return;
  process.once('disconnect', end);
  // The channel alone must not keep a worker alive that has finished.
  process.channel.unref();
}

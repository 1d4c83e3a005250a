import type { ScheduleHandle } from '@temporalio/client';
import type { Schedule } from '../../core/pipeline/document.js';
import { exitCodes } from '../exit-codes.js';
import { withServer } from '../server.js';
import type { ScheduleCommandOptions } from './list.js';
import { OVERLAPS } from './view.js';

/** What can be done to a schedule. */
export type Change =
  | { readonly kind: 'pause' | 'unpause'; readonly note?: string }
  | { readonly kind: 'trigger' | 'delete' }
  | {
      readonly kind: 'backfill';
      readonly from: Date;
      readonly to: Date;
      readonly overlap: Schedule['overlap'];
    };

/** Changes a schedule and says so. Returns 0. Throws what `withServer` throws. */
export async function changeSchedule(
  id: string,
  change: Change,
  options: ScheduleCommandOptions,
): Promise<number> {
  return withServer(options, async ({ client }) => {
    await apply(client.schedule.getHandle(id), change);
    if (options.json === true) console.log(JSON.stringify({ schedule: id, ...change }));
    else console.log(`${id} ${SAID[change.kind]}`);
    return exitCodes.done;
  });
}

const SAID: Readonly<Record<Change['kind'], string>> = {
  pause: 'paused',
  unpause: 'goes on',
  trigger: 'triggered',
  delete: 'deleted; runs that it started go on',
  backfill: 'runs for the times of that span',
};

async function apply(handle: ScheduleHandle, change: Change): Promise<void> {
  switch (change.kind) {
    case 'pause':
      await handle.pause(change.note ?? 'paused by espalier');
      return;
    case 'unpause':
      await handle.unpause(change.note ?? 'unpaused by espalier');
      return;
    case 'trigger':
      await handle.trigger();
      return;
    case 'delete':
      await handle.delete();
      return;
    case 'backfill': {
      const overlap = OVERLAPS.find(([ours]) => ours === change.overlap)?.[1];
      await handle.backfill({ start: change.from, end: change.to, overlap });
    }
  }
}

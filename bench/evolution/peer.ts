import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askPeer, type PeerAnswer } from '../peer.js';

/** What `pymoo_points.py` says of points, over as many repeats; undefined without pymoo. */
export async function pymooOf(
  what: 'sorting' | 'hypervolume',
  points: readonly (readonly number[])[],
  repeats: number,
): Promise<PeerAnswer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-bench-'));
  try {
    const file = join(folder, 'points');
    await writeFile(file, Float64Array.from(points.flat()));
    const words = [what, file, String(points[0].length), '--repeats', String(repeats)];
    return await askPeer('pymoo', 'pymoo_points.py', words);
  } finally {
    await rm(folder, { recursive: true });
  }
}

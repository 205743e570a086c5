import type { PoolPath } from '../protocol/pool';
import { createRunTrainer } from './engine';
import { Stride } from './pace';
import { nextTurn } from './turn.platform';

/**
 * Trains a run once more, in slices: its parameters at the starts of the epochs wanted, one after the other, up to
 * where it ends; undefined as soon as nobody waits any more.
 *
 * @throws RangeError as `createTrainer`; OutOfMemoryError.
 */
export async function walk(
  { network, samples, parameters, epochs }: PoolPath,
  isCancelled: () => boolean,
): Promise<Float64Array | undefined> {
  const { trainer } = createRunTrainer(network, samples, parameters);
  const count = trainer.parameters.length;
  const path = new Float64Array(epochs.length * count);
  let reached = 0;
  for (const epoch of epochs) {
    const end = epoch * trainer.updatesPerEpoch;
    const stride = new Stride();
    const so = { isOver: false };
    const isThere = (): boolean => so.isOver || trainer.step >= end;
    while (!isThere()) {
      // A slice ends early where the epoch is reached.
      stride.runSlice((updates) => {
        const status = trainer.advance(Math.min(updates, end - trainer.step));
        so.isOver = status !== 'running';
        return isThere() ? 'there' : 'running';
      });
      if (isThere()) break;
      await nextTurn();
      if (isCancelled()) return undefined;
    }
    if (trainer.step < end) break;
    path.set(trainer.parameters, reached * count);
    reached++;
  }
  return path.subarray(0, reached * count).slice();
}

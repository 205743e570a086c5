import type { Training } from '../network/network';

/** Why a run is over. */
export type StopReason = 'epochs' | 'lossBelow' | 'patience' | 'diverged';

/** What the rule remembers between epochs: plain data, changed by the rule. */
export interface StopMemory {
  /** The least watched loss so far; null before the first epoch. */
  least: number | null;
  /** For how many epochs running there was no lower one. */
  epochsWithoutGain: number;
}

/** The memory of a run that has not started. */
export function createStopMemory(): StopMemory {
  return { least: null, epochsWithoutGain: 0 };
}

/**
 * The rule of `training.stopWhen`, asked after each epoch in turn.
 *
 * - `lossBelow`: the epoch's history loss is below x.
 * - `patience`: for n epochs running the test loss (without test samples, the loss) was not below its least
 *   value so far.
 *
 * Where both hold, `lossBelow` is the reason. Without either nothing is remembered.
 *
 * @param memory what the epochs before left; the rule goes on from it and writes to it.
 */
export function createStopRule(
  { lossBelow, patience }: Training['stopWhen'],
  memory: StopMemory = createStopMemory(),
): (loss: number, testLoss: number | null) => 'lossBelow' | 'patience' | null {
  if (lossBelow === null && patience === null) return () => null;
  return (loss, testLoss) => {
    const watched = testLoss ?? loss;
    if (watched < (memory.least ?? Infinity)) {
      memory.least = watched;
      memory.epochsWithoutGain = 0;
    } else {
      memory.epochsWithoutGain++;
    }
    if (lossBelow !== null && loss < lossBelow) return 'lossBelow';
    if (patience !== null && memory.epochsWithoutGain >= patience) return 'patience';
    return null;
  };
}

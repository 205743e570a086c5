/** The losses of a run, epoch by epoch. */
export interface TrainingHistory {
  /** The loss of the training samples of an epoch, each measured just before the update of its batch. */
  readonly loss: number[];
  /** The test loss at the start of the same epochs; empty without test samples. */
  readonly testLoss: number[];
  /** Entry n stands for epoch n · every. */
  readonly every: number;
}

/** A history has at most this many entries. */
const maxHistoryEntries = 1_000_000;

/** @param epochs how many the run is to have: they decide `every`, the smallest n that fits them. */
export function createHistory(epochs: number): TrainingHistory {
  return { loss: [], testLoss: [], every: Math.max(1, Math.ceil(epochs / maxHistoryEntries)) };
}

/**
 * Records epochs that follow each other; each is recorded once, in order.
 *
 * @param first counts from 0.
 * @param losses one for each epoch; `testLosses` as many, or null without test samples.
 */
export function recordEpochs(
  history: TrainingHistory,
  first: number,
  losses: Float64Array,
  testLosses: Float64Array | null,
): void {
  const { every } = history;
  for (let n = Math.ceil(first / every) * every - first; n < losses.length; n += every) {
    history.loss.push(losses[n]!);
    if (testLosses) history.testLoss.push(testLosses[n]!);
  }
}

/**
 * Makes a history ready to be recorded from `epoch` on, where a run goes on from another state: entries of that
 * epoch and later are dropped, and all of them where they end before it, since the entries between are not known.
 *
 * @param from the epoch of the first entry.
 * @returns the epoch of the first entry from now on.
 */
export function rewindHistory(
  { loss, testLoss, every }: TrainingHistory,
  from: number,
  epoch: number,
): number {
  const next = Math.ceil(epoch / every) * every;
  const isJoined = next >= from && next <= from + loss.length * every;
  const kept = isJoined ? (next - from) / every : 0;
  loss.length = kept;
  if (testLoss.length > 0) testLoss.length = kept;
  return isJoined ? from : next;
}

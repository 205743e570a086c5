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

/** @param epoch counts from 0; each epoch is recorded once, in order. */
export function recordEpoch(
  history: TrainingHistory,
  epoch: number,
  loss: number,
  testLoss: number | null,
): void {
  if (epoch % history.every !== 0) return;
  history.loss.push(loss);
  if (testLoss !== null) history.testLoss.push(testLoss);
}

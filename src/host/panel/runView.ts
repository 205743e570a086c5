import type { MomentView, RunProgressView, RunView } from '../../protocol/panel';
import { divergenceSentence } from '../training/runText';
import type { Run } from '../training/trainingRun';

/** The whole of a run. The arrays are copies: a message carries the whole buffer that an array is part of. */
export function runView(run: Run, moment: MomentView): RunView {
  const { id, status, epoch, step, loss, every, isStale, divergence } = run;
  const sentence = divergenceSentence(run);
  return {
    id,
    status,
    epoch,
    epochs: run.network.training.epochs,
    step,
    loss,
    every,
    losses: run.losses.slice(),
    testLosses: run.testLosses.slice(),
    isStale,
    divergence: divergence && sentence !== null ? { place: divergence, sentence } : null,
    moment,
  };
}

/** What has come since the first `from` losses of the history. */
export function progressView(run: Run, from: number): RunProgressView {
  const { id, status, epoch, step, loss } = run;
  return {
    id,
    status,
    epoch,
    step,
    loss,
    from,
    losses: run.losses.slice(from),
    testLosses: run.testLosses.slice(from),
  };
}

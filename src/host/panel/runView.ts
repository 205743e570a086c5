import type { MomentView, RunProgressView, RunView } from '../../protocol/panel';
import { divergenceSentence } from '../training/runText';
import type { Run } from '../training/trainingRun';

/** What is said of a run; its losses are asked for. */
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
    isStale,
    divergence: divergence && sentence !== null ? { place: divergence, sentence } : null,
    moment,
  };
}

/** How far it has come. */
export function progressView({ id, status, epoch, step, loss }: Run): RunProgressView {
  return { id, status, epoch, step, loss };
}

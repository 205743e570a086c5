import { describeDivergence } from '../../core/engine/divergence';
import { formatNumber } from '../../core/network/number';
import { plainSpelling } from '../../core/network/spelling';
import type { GoodNetwork } from '../documents';
import type { ShownMoment } from './shownMoment';
import type { Run } from './trainingRun';
import { say } from '../../core/words/say';

/** What is said about runs, in one place: status bar, progress and messages say the same. */

/**
 * `E_total 0.298371 · epoch 40/1000`; without a run the loss at the file's numbers, null where there is none.
 *
 * @param moment an earlier moment of the run that is on show.
 */
export function runSummary(
  good: GoodNetwork,
  run: Run | undefined,
  moment?: Pick<ShownMoment, 'loss' | 'words'>,
): string | null {
  if (run && moment) return `${lossText(good, moment.loss)} · ${moment.words}`;
  const loss = run ? run.loss : good.evaluation()?.loss;
  if (!run) return loss === undefined ? null : lossText(good, loss);
  const epochs = say('epoch {0}/{1}', run.epoch, run.network.training.epochs);
  return Number.isNaN(run.loss) ? epochs : `${lossText(good, run.loss)} · ${epochs}`;
}

function lossText(good: GoodNetwork, loss: number): string {
  return `${plainSpelling(good.symbols.loss)} ${formatNumber(loss)}`;
}

/** Where and why a diverged run stopped, and what helps; null for any other run. */
export function divergenceSentence({ network, divergence }: Run): string | null {
  // The engine counts the updates made before the one that failed.
  return (
    divergence && describeDivergence(network, { ...divergence, step: divergence.step - 1, parameter: null })
  );
}

/** That the slower engine trains, and why; null where the fast one does, or where it is not known yet. */
export function engineSentence({ engine, network }: Pick<Run, 'engine' | 'network'>): string | null {
  if (engine?.kind !== 'interpreted') return null;
  return network.training.precision === 'float32'
    ? say('The slower engine trains, in double precision: {0}.', engine.reason)
    : say('The slower engine trains, with the same numbers: {0}.', engine.reason);
}

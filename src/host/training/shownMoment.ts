import * as vscode from 'vscode';
import { batchCount } from '../../core/engine/batches';
import type { Evaluation } from '../../core/engine/evaluate';
import type { EpochState, RunPlace } from '../../protocol/training';
import type { GoodNetwork } from '../networkState';
import type { Run } from './trainingRun';

/** The numbers of a run that are on show, all of one moment. */
export interface ShownMoment {
  readonly place: RunPlace;
  /** They are the run's newest, and follow it. */
  readonly isNewest: boolean;
  readonly parameters: Float64Array;
  /** Data loss and penalty at `parameters`; NaN until they were measured for the first time. */
  readonly loss: number;
  readonly penalty: number;
  evaluation(): Evaluation | null;
  /** The moment as every number of it is marked: `epoch 40`, `epoch 40 of 1000, update 2 of 4`. */
  readonly words: string;
}

/** The newest numbers of a run. */
export function newestMoment(run: Run): ShownMoment {
  const { epoch, parameters, loss, penalty } = run;
  return {
    place: { epoch, updates: 0 },
    isNewest: true,
    parameters,
    loss,
    penalty,
    evaluation: () => run.evaluation(),
    words: vscode.l10n.t('epoch {0}', epoch),
  };
}

/** The numbers of a run at an earlier place. */
export function earlierMoment(run: Run, updatesPerEpoch: number, state: EpochState): ShownMoment {
  const { epoch, updates, parameters, evaluation } = state;
  return {
    place: { epoch, updates },
    isNewest: false,
    parameters,
    loss: evaluation.loss,
    penalty: evaluation.penalty,
    evaluation: () => evaluation,
    words: placeWords(run, updatesPerEpoch, { epoch, updates }),
  };
}

/** `epoch 40 of 1000`, and in the middle of an epoch `epoch 40 of 1000, update 2 of 4`. */
export function placeWords(run: Run, updatesPerEpoch: number, { epoch, updates }: RunPlace): string {
  const epochs = Math.max(run.network.training.epochs, run.epoch);
  return updates === 0
    ? vscode.l10n.t('epoch {0} of {1}', epoch, epochs)
    : vscode.l10n.t('epoch {0} of {1}, update {2} of {3}', epoch, epochs, updates, updatesPerEpoch);
}

/** How many updates an epoch of a run has. */
export function updatesPerEpochOf(run: Run, good: GoodNetwork): number {
  return Math.max(1, batchCount(run.network.training, good.dataset?.trainingIndices.length ?? 1));
}

/** Where a run stands. */
export function newestPlace(run: Run, updatesPerEpoch: number): RunPlace {
  return { epoch: run.epoch, updates: run.step % updatesPerEpoch };
}

export function isBefore(one: RunPlace, other: RunPlace): boolean {
  return one.epoch < other.epoch || (one.epoch === other.epoch && one.updates < other.updates);
}

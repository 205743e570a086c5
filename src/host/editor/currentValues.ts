import type * as vscode from 'vscode';
import type { Evaluation } from '../../core/engine/evaluate';
import type { GoodNetwork } from '../networkState';

/** What is asked of the moment of a run that is on show; `ShownMoment` of host/training is one. */
export interface RunValues {
  readonly parameters: Float64Array;
  readonly loss: number;
  readonly penalty: number;
  readonly words: string;
  evaluation(): Evaluation | null;
}

/** Where the moments on show come from; `TimeMachine` of host/training is one. */
export interface RunSource {
  readonly onDidChange: vscode.Event<{ readonly uri: vscode.Uri; readonly kind: string }>;
  get(uri: vscode.Uri): RunValues | undefined;
}

/** The numbers that everything shows, all of one moment. */
export interface CurrentValues {
  readonly parameters: Float64Array;
  /** Null: not computed, or not yet. */
  readonly evaluation: Evaluation | null;
  /** Data loss and penalty; NaN where they were not measured. */
  readonly loss: number;
  readonly penalty: number;
  /** Which moment of a run they are of, in words; null: these are the file's own numbers. */
  readonly moment: string | null;
}

/**
 * The numbers on show: those of the file's run where there is one that fits the text, at the moment that a person looks
 * at, else the file's own. The one place where that is decided.
 */
export function currentValues(good: GoodNetwork, run: RunValues | undefined): CurrentValues {
  // A text with other parameters ends its run; until that is done the shapes may differ.
  if (run?.parameters.length === good.parameters.length) {
    const { parameters, loss, penalty, words } = run;
    return { parameters, evaluation: run.evaluation(), loss, penalty, moment: words };
  }
  const evaluation = good.evaluation();
  return {
    parameters: good.parameters,
    evaluation,
    loss: evaluation?.loss ?? Number.NaN,
    penalty: evaluation?.penalty ?? Number.NaN,
    moment: null,
  };
}

import type * as vscode from 'vscode';
import type { Evaluation } from '../../core/engine/evaluate';
import type { GoodNetwork } from '../networkState';

/** What is asked of a training run; `Run` of host/training is one. */
export interface RunValues {
  readonly epoch: number;
  readonly parameters: Float64Array;
  evaluation(): Evaluation | null;
}

/** Where runs come from; `Runs` of host/training is one. */
export interface RunSource {
  readonly onDidChange: vscode.Event<{ readonly uri: vscode.Uri; readonly kind: string }>;
  get(uri: vscode.Uri): RunValues | undefined;
}

/** The numbers that lenses and hovers show, all of one moment. */
export interface CurrentValues {
  readonly parameters: Float64Array;
  /** Null: not computed, or not yet. */
  readonly evaluation: Evaluation | null;
  /** Epochs trained; null: these are the file's own numbers. */
  readonly epoch: number | null;
}

/** The numbers of the file's run where there is one that fits the text, else the file's own. */
export function currentValues(good: GoodNetwork, run: RunValues | undefined): CurrentValues {
  // A text with other parameters ends its run; until that is done the shapes may differ.
  if (run?.parameters.length === good.parameters.length) {
    return { parameters: run.parameters, evaluation: run.evaluation(), epoch: run.epoch };
  }
  return { parameters: good.parameters, evaluation: good.evaluation(), epoch: null };
}

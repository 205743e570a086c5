import * as vscode from 'vscode';
import type { TextRange } from '../../core/network/text';
import type { GoodNetwork, NetworkState } from '../documents';

/** Why a network file cannot be trained, and the stretch of its text that says so, if there is one. */
export interface TrainingProblem {
  readonly message: string;
  readonly range: TextRange | null;
}

/** The present network of a file, ready to be trained, or what is in the way. */
export function trainable(state: NetworkState): { readonly good: GoodNetwork } | TrainingProblem {
  const { good, diagnostics } = state;
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return error;
  if (good?.version !== state.version) {
    return { message: vscode.l10n.t('The file could not be read as a network.'), range: null };
  }
  const refusal = good.refusals[0];
  if (refusal) return refusal;
  if (!good.dataset) {
    const told = diagnostics.find(({ code }) => code.startsWith('data.'));
    return (
      told ?? {
        message: vscode.l10n.t('There are no samples to train on. Add "data" to the file.'),
        range: null,
      }
    );
  }
  return { good };
}

/** Waiting for the state of a document that is closed meanwhile is cancelled; any other error is none of ours. */
export function asClosed(error: unknown): undefined {
  if (!(error instanceof vscode.CancellationError)) throw error;
  return undefined;
}

import * as vscode from 'vscode';
import type { NetworkDocuments } from '../documents';
import { engineSentence, runSummary } from './runText';
import type { Runs } from './runs';

/** A run that is over sooner is told by the status bar alone. */
const longRunMs = 5000;

/**
 * Shows the progress of a run that a person started, with a button that stops it, once it has gone on for a
 * while; goes with the run.
 *
 * @param ended settles when the run has ended.
 */
export function showProgress(
  documents: NetworkDocuments,
  runs: Runs,
  uri: vscode.Uri,
  name: string,
  ended: Promise<unknown>,
): void {
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: vscode.l10n.t('Training {0}', name),
      },
      async (notice, token) => {
        let told = 0;
        const tell = (): void => {
          const run = runs.get(uri);
          const good = documents.get(uri)?.good;
          if (!run || !good) return;
          const percent =
            run.network.training.epochs > 0 ? (100 * run.epoch) / run.network.training.epochs : 0;
          const words = [runSummary(good, run), engineSentence(run)].filter((one) => one !== null);
          notice.report({ increment: percent - told, message: words.join('. ') });
          told = percent;
        };
        tell();
        const listeners = [
          runs.onDidChange((change) => {
            if (change.uri.toString() === uri.toString()) tell();
          }),
          token.onCancellationRequested(() => {
            runs.stop(uri);
          }),
        ];
        try {
          await ended;
        } finally {
          for (const listener of listeners) listener.dispose();
        }
      },
    );
  }, longRunMs);
  const cancel = (): void => {
    clearTimeout(timer);
  };
  ended.then(cancel, cancel);
}

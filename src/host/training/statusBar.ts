import * as vscode from 'vscode';
import type { NetworkDocuments, NetworkState } from '../documents';
import { commands } from '../ids';
import { divergenceSentence, engineSentence, runSummary } from './runText';
import type { Runs } from './runs';
import type { ShownMoment } from './shownMoment';
import type { TimeMachine } from './timeMachine';
import type { Run } from './trainingRun';

/** One item with the loss of the active network file and the epoch of its run; a click opens the menu. */
export function registerStatusBar(
  documents: NetworkDocuments,
  runs: Runs,
  time: TimeMachine,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('backprop.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Backprop';
  item.command = commands.showMenu;

  const show = (): void => {
    const state = documents.active;
    if (!state) {
      item.hide();
      return;
    }
    const run = runs.get(state.uri);
    const { text, detail } = statusOf(state, run, time.get(state.uri));
    item.text = run?.status === 'running' ? `$(sync~spin) ${text}` : text;
    item.tooltip = detail;
    item.accessibilityInformation = { label: `${text}. ${detail}`, role: 'button' };
    item.show();
  };
  show();
  const ofActive = (uri: vscode.Uri): void => {
    if (uri.toString() === documents.active?.uri.toString()) show();
  };
  return vscode.Disposable.from(
    item,
    documents.onDidChangeActive(show),
    documents.onDidChange(({ uri }) => {
      ofActive(uri);
    }),
    // Of runs too: while an earlier epoch is on show, a run's progress is no change of what is.
    runs.onDidChange(({ uri }) => {
      ofActive(uri);
    }),
    time.onDidChange(({ uri }) => {
      ofActive(uri);
    }),
  );
}

/** The item's text, and what its tooltip says. */
export function statusOf(
  state: NetworkState,
  run: Run | undefined,
  moment?: ShownMoment,
): { readonly text: string; readonly detail: string } {
  const { good, diagnostics } = state;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0 || !good) {
    const count = errors === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', errors);
    return {
      text: vscode.l10n.t('Backprop: {0}', count),
      detail: vscode.l10n.t('The network file has errors. Click for the menu.'),
    };
  }
  const earlier = moment?.isNewest === false ? moment : undefined;
  const summary = runSummary(good, run, earlier);
  return {
    text: summary === null ? 'Backprop' : vscode.l10n.t('Backprop: {0}', summary),
    detail: [
      good.dataset ? sentenceOf(run) : vscode.l10n.t('Add data to the file to train it.'),
      earlier && run ? vscode.l10n.t('An earlier epoch is shown: the run has come to {0}.', run.epoch) : null,
      ...(run ? [engineSentence(run)] : []),
      vscode.l10n.t('Click for the menu.'),
    ]
      .filter((sentence) => sentence !== null)
      .join(' '),
  };
}

function sentenceOf(run: Run | undefined): string {
  if (!run) return vscode.l10n.t("Loss at the file's weights.");
  switch (run.status) {
    case 'running':
      return vscode.l10n.t('Training.');
    case 'epochs':
      return vscode.l10n.t('Trained to the last epoch.');
    case 'lossBelow':
      return vscode.l10n.t("Trained until the loss was below the file's threshold.");
    case 'patience':
      return vscode.l10n.t('Trained until the loss no longer improved.');
    case 'stopped':
      return vscode.l10n.t('Training stands still.');
    case 'diverged':
      return divergenceSentence(run) ?? vscode.l10n.t('Training diverged.');
  }
}

import * as vscode from 'vscode';
import { commands } from '../ids';
import { baseName } from './commandTarget';
import type { Runs } from './runs';
import type { Run } from './trainingRun';

export interface MenuItem extends vscode.QuickPickItem {
  /** Undefined for a separator. */
  readonly command?: string;
}

/** The status bar's menu: what can be done with the file now. */
export async function showMenu(runs: Runs, uri: vscode.Uri): Promise<void> {
  const placeHolder = vscode.l10n.t('Backprop: {0}', baseName(uri));
  const chosen = await vscode.window.showQuickPick(menuItems(runs.get(uri)), { placeHolder });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command, uri);
}

/** What the menu offers for a file with this run. */
export function menuItems(run: Pick<Run, 'status'> | undefined): readonly MenuItem[] {
  const isRunning = run?.status === 'running';
  const item = (icon: string, label: string, command: string, isThere = true): readonly MenuItem[] =>
    isThere ? [{ label: `$(${icon}) ${label}`, command }] : [];
  const separator = (label: string): MenuItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(vscode.l10n.t('Training')),
    ...item('play', vscode.l10n.t('Train'), commands.train, !isRunning),
    ...item('debug-step-over', vscode.l10n.t('Step One Update'), commands.step, !isRunning),
    ...item('debug-stop', vscode.l10n.t('Stop Training'), commands.stop, isRunning),
    ...item('discard', vscode.l10n.t("Reset to the File's Weights"), commands.reset, run !== undefined),
    ...item(
      'save',
      vscode.l10n.t('Write Trained Weights to File'),
      commands.writeTrainedWeights,
      run !== undefined && !isRunning,
    ),
    ...item('history', vscode.l10n.t('Show Epoch…'), commands.showEpoch, run !== undefined),
    ...item(
      'repo-forked',
      vscode.l10n.t('Fork Run Here…'),
      commands.forkRun,
      run !== undefined && !isRunning,
    ),
    separator(vscode.l10n.t('Looking closer')),
    ...item('graph', vscode.l10n.t('Open Panel'), commands.openPanel),
    ...item('graph-line', vscode.l10n.t('Compare Learning Rates'), commands.compareRates),
    ...item('verified', vscode.l10n.t('Check Gradients'), commands.checkGradients),
    ...item('diff', vscode.l10n.t('Compare Networks…'), commands.compareNetworks),
    separator(vscode.l10n.t('Other networks')),
    ...item('new-file', vscode.l10n.t('New Network…'), commands.newNetwork),
    ...item('book', vscode.l10n.t('Open Example…'), commands.openExample),
  ];
}

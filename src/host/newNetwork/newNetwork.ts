import * as vscode from 'vscode';
import { newNetworkText, type NewData } from '../../core/exchange/newNetwork';
import { commands } from '../ids';
import type { Messages } from '../messages';
import { openUntitledNetwork } from '../untitledNetwork';
import { workspaceCsvFiles } from './csvFiles';
import { askForNetwork, type WantedNetwork } from './questions';
import { quickInputs } from './quickInputs';

/** Registers New Network: questions, and then a network file that is not saved. */
export function registerNewNetwork(messages: Messages): vscode.Disposable {
  return vscode.commands.registerCommand(commands.newNetwork, async () => {
    try {
      const wanted = await askForNetwork(quickInputs, workspaceCsvFiles);
      if (wanted) await openNewNetwork(wanted);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await messages.show('error', vscode.l10n.t('The network could not be made: {0}', reason));
    }
  });
}

/** Opens what was wanted, beside its CSV file where it has one. Nothing is written. */
export async function openNewNetwork(wanted: WantedNetwork): Promise<vscode.Uri> {
  const { csv, data } = wanted;
  const folder = csv ? vscode.Uri.joinPath(csv, '..') : vscode.workspace.workspaceFolders?.[0]?.uri;
  return openUntitledNetwork(folder, nameOf(data), newNetworkText(wanted));
}

function nameOf(data: NewData): string {
  switch (data.kind) {
    case 'file':
      return data.file.replace(/\.csv$/i, '') || 'network';
    case 'generator':
      return data.generator;
    case 'table':
      return 'network';
  }
}

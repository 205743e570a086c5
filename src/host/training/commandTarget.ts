import * as vscode from 'vscode';
import type { TextRange } from '../../core/network/text';
import type { NetworkDocuments } from '../documents';
import { commands } from '../ids';
import type { Messages } from '../messages';
import { reveal } from '../reveal';
import type { Runs } from './runs';
import type { TimeMachine } from './timeMachine';
import type { TrainingProblem } from './startCheck';

/** What the training commands work with. */
export interface TrainingServices {
  readonly documents: NetworkDocuments;
  readonly runs: Runs;
  readonly time: TimeMachine;
  readonly messages: Messages;
}

/**
 * The network file that a command is meant for: the one handed in, as the editor's title menu does, else the
 * active one. Anything may be handed in: only a file that is open as a network counts.
 */
export function networkOf(documents: NetworkDocuments, argument: unknown): vscode.Uri | undefined {
  const given = argument instanceof vscode.Uri ? documents.document(argument)?.uri : undefined;
  return given ?? documents.activeUri;
}

export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

export async function sayNoNetwork(messages: Messages): Promise<void> {
  const text = vscode.l10n.t('No network file is active. Open a file whose name ends in .backprop.json.');
  const chosen = await messages.show('information', text, vscode.l10n.t('Open an Example'));
  if (chosen) await vscode.commands.executeCommand(commands.openExample);
}

/** Shows what is in the way and goes to its place in the file. */
export function sayProblem(messages: Messages, uri: vscode.Uri, { message, range }: TrainingProblem): void {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!range || !document) {
    void messages.show('warning', `${baseName(uri)}: ${message}`);
    return;
  }
  void reveal(document, range, { takeFocus: true });
  void messages.show('error', `${placeIn(document, range)}: ${message}`);
}

/** `network-b.backprop.json:12:7`, counted from 1. */
export function placeIn(document: vscode.TextDocument, { offset }: TextRange): string {
  const { line, character } = document.positionAt(offset);
  return `${baseName(document.uri)}:${line + 1}:${character + 1}`;
}

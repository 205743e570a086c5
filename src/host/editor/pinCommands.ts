import * as vscode from 'vscode';
import type { Subject } from '../../core/network/subject';
import type { GoodNetwork, NetworkDocuments } from '../documents';
import { gradientNames } from '../gradientNames';
import { commands } from '../ids';
import type { Messages } from '../messages';
import { isPinnable, type Pins } from '../pins';
import type { Selection } from '../selection';
import type { SubjectHistory } from '../subjectHistory';
import { baseName } from '../training/commandTarget';
import { asClosed } from '../training/startCheck';
import { activeNetwork, subjectUnder } from './activeNetwork';
import { parseUri } from './editorCommands';
import { checkShowDerivation, hasSubject } from './showDerivation';

export interface PinServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly messages: Messages;
  readonly pins: Pins;
  readonly history: SubjectHistory;
}

/** How long the status bar says what was done, in milliseconds. */
const noticeMs = 3000;

/** Registers Pin, Unpin, what a pin in the list leads to, and the way back and forth. */
export function registerPinCommands(services: PinServices): vscode.Disposable {
  const { documents, history } = services;
  const go = (by: -1 | 1): void => {
    if (documents.activeUri) history.go(documents.activeUri, by);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.pin, (argument: unknown) => pin(services, argument, true)),
    vscode.commands.registerCommand(commands.unpin, (argument: unknown) => pin(services, argument, false)),
    vscode.commands.registerCommand(commands.showPin, (argument: unknown) => showPin(services, argument)),
    vscode.commands.registerCommand(commands.back, () => {
      go(-1);
    }),
    vscode.commands.registerCommand(commands.forward, () => {
      go(1);
    }),
  );
}

interface Target {
  readonly uri: vscode.Uri;
  readonly subject: Subject;
  /** Null where the file is not open. */
  readonly good: GoodNetwork | null;
}

/** @param argument of a lens, a link or the list, and from anyone; none: what is at the cursor. */
async function pin(services: PinServices, argument: unknown, isPinned: boolean): Promise<void> {
  const { messages, pins } = services;
  const target = argument === undefined ? await targetAtCursor(services) : targetOf(services, argument);
  if (!target) return;
  const { uri, subject, good } = target;
  if (!isPinned) {
    pins.remove(uri, subject);
    return;
  }
  if (!good || !isPinnable(subject) || !hasSubject(good.network, subject)) {
    void messages.show('warning', vscode.l10n.t('There is no such weight in an open network file.'));
    return;
  }
  const { gradientText } = gradientNames(good, subject);
  if (!pins.add(uri, subject, gradientText)) {
    void messages.show('warning', vscode.l10n.t('As many gradients are pinned as can be. Unpin some first.'));
    return;
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('Backprop: {0} is pinned', gradientText), noticeMs);
}

function targetOf({ documents, messages }: PinServices, argument: unknown): Target | null {
  const checked = checkShowDerivation(argument);
  const uri = checked && parseUri(checked.uri);
  if (!uri) {
    void messages.show('warning', vscode.l10n.t('There is no such weight in an open network file.'));
    return null;
  }
  return { uri, subject: checked.subject, good: documents.get(uri)?.good ?? null };
}

async function targetAtCursor(services: PinServices): Promise<Target | null> {
  const active = await activeNetwork(services, 'formulas');
  if (!active) return null;
  const { uri, document, good } = active;
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const subject = subjectUnder(active, editor) ?? services.selection.get(uri);
  if (subject && isPinnable(subject)) return { uri, subject, good };
  const text = vscode.l10n.t(
    '{0}: put the cursor on a weight, a bias or a name, then pin its gradient.',
    baseName(uri),
  );
  void services.messages.show('information', text);
  return null;
}

/** Opens the file of a pin if need be, and shows the derivation. */
async function showPin(
  { documents, selection, messages, pins }: PinServices,
  argument: unknown,
): Promise<void> {
  const checked = checkShowDerivation(argument);
  const uri = checked && parseUri(checked.uri);
  // Anyone may call a command: only what a person has pinned is opened.
  if (!uri || !pins.has(uri, checked.subject)) return;
  await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: vscode.ViewColumn.One });
  const document = documents.document(uri);
  const state = document && (await documents.current(document).catch(asClosed));
  if (!state?.good || !hasSubject(state.good.network, checked.subject)) {
    const text = vscode.l10n.t('{0}: what was pinned is no longer in the network.', baseName(uri));
    void messages.show('warning', text);
    return;
  }
  selection.set(uri, checked.subject, { reveal: true });
  await vscode.commands.executeCommand(commands.openPanel, uri);
}

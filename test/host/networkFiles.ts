import { strict as assert } from 'node:assert';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { createTrainer, type Trainer, type TrainingResult } from '../../src/core/engine/training';
import type { Network } from '../../src/core/network/network';
import { parse } from '../../src/core/network/parse';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import type { ShownMessage } from '../../src/host/messages';

/** Limit for anything that is waited for: it ends a test that hangs, and measures none. */
const PATIENCE_MS = 20_000;

/** What the extension under test lets tests see. */
export async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('backprop.backprop');
  assert.ok(extension, 'VS Code does not know backprop.backprop');
  return extension.activate();
}

/** Writes a network file under a name of its own, opens it in an editor and waits until it has been read. */
export async function openNetwork(text: string, name = 'network'): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, `${name}-${crypto.randomUUID()}.backprop.json`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  // As a person opens it. A document that an extension opens stays open for minutes after its tab is closed.
  await vscode.commands.executeCommand('vscode.open', uri, vscode.ViewColumn.One);
  const isShown = (editor: vscode.TextEditor | undefined): boolean =>
    editor?.document.uri.toString() === uri.toString();
  await until(() => isShown(vscode.window.activeTextEditor), `${uri.path} is shown`);
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  const { documents } = await extensionApi();
  await documents.current(editor.document);
  await until(() => documents.active?.uri.toString() === uri.toString(), `${uri.path} is active`);
  return editor;
}

/** Closes everything, without asking what to do with changes. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const isNetwork = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith('.backprop.json');
  await until(() => !vscode.workspace.textDocuments.some(isNetwork), 'every network file is closed');
}

/** Resolves when `holds` does; looks now and every few milliseconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The first event that `isWanted`. Listen before what causes it. */
export function next<T>(event: vscode.Event<T>, isWanted: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error('an event never came'));
    }, PATIENCE_MS);
    const subscription = event((value) => {
      if (!isWanted(value)) return;
      clearTimeout(timer);
      subscription.dispose();
      resolve(value);
    });
  });
}

/** What is said to a person while `act` goes on, and until it says something where `isAwaited`. */
export async function messagesDuring(act: () => Thenable<unknown>): Promise<ShownMessage[]> {
  const { messages } = await extensionApi();
  const shown: ShownMessage[] = [];
  const subscription = messages.onDidShow((message) => shown.push(message));
  try {
    await act();
  } finally {
    subscription.dispose();
    await vscode.commands.executeCommand('notifications.clearAll');
  }
  return shown;
}

export function networkIn(text: string): Network {
  const { network } = parse(text);
  assert.ok(network, 'the text of the test is no network');
  return network;
}

export function datasetIn(text: string): Dataset {
  const prepared = prepareDataset(networkIn(text), null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

/** The engine's own run of a text, before its first update. */
export function trainerOf(text: string): Trainer {
  return createTrainer(networkIn(text), datasetIn(text));
}

/** The engine's own run of a text, at its end. */
export function trainedBy(text: string): TrainingResult {
  const trainer = trainerOf(text);
  while (trainer.advance(10_000) === 'running');
  return trainer.finish();
}

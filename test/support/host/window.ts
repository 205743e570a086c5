import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/host/extensionApi';
import type { ShownMessage } from '../../../src/host/messages';

/** The extension under test, activated. */
export async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('backprop.backprop');
  assert.ok(extension, 'VS Code does not know backprop.backprop');
  return extension.activate();
}

/** The folder that the window has open: a copy of the examples, thrown away afterwards. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the window has no folder');
  return folder.uri;
}

let written = 0;
/** Every test file is a bundle of its own and counts for itself: the clock tells them apart. */
const started = Date.now();

/** Writes a network file of its own into the workspace and shows it. */
export async function openNetwork(text: string, name?: string): Promise<vscode.TextEditor> {
  written++;
  const uri = vscode.Uri.joinPath(workspaceFolder(), name ?? `test-${started}-${written}.backprop.json`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return show(uri);
}

/** Shows one of the examples that the workspace holds. */
export async function openExample(name: string): Promise<vscode.TextEditor> {
  return show(vscode.Uri.joinPath(workspaceFolder(), name));
}

/** Shows a file of the workspace. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  // Unlike openTextDocument this holds no reference of its own: closing the editor closes the document.
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return until(`an editor of ${uri.path}`, () => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.toString() === uri.toString() ? editor : undefined;
  });
}

/** Closes every editor without asking, so that no test sees the files of another. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const isNetwork = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith('.backprop.json');
  await until('every network file to be closed', () => !vscode.workspace.textDocuments.some(isNetwork));
}

/** Puts `text` in place of the first `old` in the document. */
export async function replaceText(document: vscode.TextDocument, old: string, text: string): Promise<void> {
  const offset = document.getText().indexOf(old);
  assert.ok(offset >= 0, `the document does not hold ${old}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + old.length));
  edit.replace(document.uri, range, text);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

/** The position `shift` characters into the first `text` of the document. */
export function positionOf(document: vscode.TextDocument, text: string, shift = 0): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `the document does not hold ${text}`);
  return document.positionAt(offset + shift);
}

export interface ShownLens {
  readonly line: number;
  readonly title: string;
  readonly command: vscode.Command | undefined;
}

/** The lenses that VS Code itself gets for the document, with their texts. */
export async function lensesOf(document: vscode.TextDocument): Promise<readonly ShownLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    10_000,
  );
  return lenses.map(({ range, command }) => ({
    line: range.start.line,
    title: command?.title ?? '',
    command,
  }));
}

/** The Markdown of every hover that VS Code itself gets at `position`, ours and others'. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

/** What the Problems view shows of the document that is ours. */
export function problemsOf(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'backprop');
}

/** Waits until `condition` gives something other than undefined or false. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | Promise<T | undefined>,
): Promise<NonNullable<T>> {
  // The limit is for hanging tests only; mocha's own is longer.
  const end = Date.now() + 30_000;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/** The messages that `action` shows to a person. */
export async function messagesDuring(
  api: ExtensionApi,
  action: () => Thenable<unknown>,
): Promise<readonly ShownMessage[]> {
  const shown: ShownMessage[] = [];
  const listening = api.messages.onDidShow((message) => shown.push(message));
  // A message is answered when a person closes it, which no test does: what counts is that it was shown.
  void action();
  await until('a message', () => shown.length > 0);
  listening.dispose();
  return shown;
}

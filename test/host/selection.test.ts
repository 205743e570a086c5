import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Subject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeAll, extensionApi, next, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": 2,
  "layers": [{ "units": 1, "weights": [[0.25], [0.5]] }],
  "data": { "inputs": [[1, 2]], "targets": [[1]] }
}
`;

const first: Subject = { kind: 'weight', layer: 0, i: 0, j: 0 };
const second: Subject = { kind: 'weight', layer: 0, i: 1, j: 0 };

describe('the quantity that is looked at', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });

  afterEach(closeAll);

  const goTo = (editor: vscode.TextEditor, number: string): void => {
    const at = editor.document.positionAt(text.indexOf(number));
    editor.selection = new vscode.Selection(at, at);
  };

  it('is where the cursor goes', async () => {
    const editor = await openNetwork(text);
    const { uri } = editor.document;
    goTo(editor, '0.25');
    await until(() => JSON.stringify(api.selection.get(uri)) === JSON.stringify(first), 'the first weight');
    goTo(editor, '0.5');
    await until(() => JSON.stringify(api.selection.get(uri)) === JSON.stringify(second), 'the second weight');
  });

  it('stays what was chosen when VS Code puts the cursor back', async () => {
    const editor = await openNetwork(text);
    const { uri } = editor.document;
    goTo(editor, '0.25');
    await until(() => api.selection.get(uri) !== null, 'the first weight');
    api.selection.set(uri, second);
    await openNetwork(text, 'another');
    const isBack = next(
      vscode.window.onDidChangeTextEditorSelection,
      ({ textEditor, selections }) =>
        textEditor.document.uri.toString() === uri.toString() &&
        textEditor.document.offsetAt(selections[0]!.active) === text.indexOf('0.25'),
    );
    await vscode.commands.executeCommand('vscode.open', uri, vscode.ViewColumn.One);
    await isBack;
    assert.deepEqual(api.selection.get(uri), second);
  });
});

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeEditors, extensionApi, lensesOf, openExample, positionOf, until } from '../support/host/window';

describe('a number under the cursor', () => {
  let api: ExtensionApi;
  let editor: vscode.TextEditor;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(async () => {
    editor = await openExample('network-b.backprop.json');
    await api.documents.current(editor.document);
  });
  afterEach(closeEditors);

  const firstLens = async (): Promise<string | undefined> => (await lensesOf(editor.document))[0]?.title;
  const select = (...places: readonly vscode.Position[]): void => {
    editor.selections = places.map((place) => new vscode.Selection(place, place));
  };
  const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`backprop.${command}`);

  it('goes up and down by its last digit, gradients follow, and undo takes one step back', async () => {
    const { document } = editor;
    const before = document.getText();
    const first = await firstLens();
    select(positionOf(document, '0.15', 1));
    await run('increaseNumber');
    assert.equal(document.getText(), before.replace('0.15', '0.16'));
    await until('another gradient', async () => (await firstLens()) !== first);
    await run('increaseNumber');
    assert.equal(document.getText(), before.replace('0.15', '0.17'));
    await run('decreaseNumber');
    assert.equal(document.getText(), before.replace('0.15', '0.16'));
    for (let n = 0; n < 3; n++) await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await until('the first gradient', async () => (await firstLens()) === first);
  });

  it('changes under every cursor at once, each number once', async () => {
    const { document } = editor;
    const before = document.getText();
    select(positionOf(document, '0.15'), positionOf(document, '0.15', 2), positionOf(document, '0.45', 3));
    await run('decreaseNumber');
    assert.equal(document.getText(), before.replace('0.15', '0.14').replace('0.45', '0.44'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('is left alone where there is none', async () => {
    const { document } = editor;
    const before = document.getText();
    select(positionOf(document, '"layers"', 2));
    await run('increaseNumber');
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
  });
});

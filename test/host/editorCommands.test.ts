import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  lensesOf,
  messagesDuring,
  openExample,
  openNetwork,
  positionOf,
  until,
} from '../support/host/window';

const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 };

describe('the selection', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('follows the cursor', async () => {
    const { selection } = await extensionApi();
    const editor = await openExample('network-b.backprop.json');
    const { document } = editor;
    for (const [text, subject] of [
      ['0.40', w5],
      ['"w_3"', { kind: 'weight', layer: 0, i: 0, j: 1 }],
      ['0.10]', { kind: 'input', i: 1 }],
    ] as const) {
      const position = positionOf(document, text, 1);
      editor.selection = new vscode.Selection(position, position);
      await until(text, () => JSON.stringify(selection.get(document.uri)) === JSON.stringify(subject));
    }
  });

  it('stays where the cursor leaves the numbers', async () => {
    const { selection } = await extensionApi();
    const editor = await openExample('network-b.backprop.json');
    selection.set(editor.document.uri, w5 as never);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await lensesOf(editor.document);
    assert.deepEqual(selection.get(editor.document.uri), w5);
  });

  it('is set by a click on a lens', async () => {
    const { selection } = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    const lens = (await lensesOf(document)).find(({ title }) => title.includes('w_5'));
    const command = lens?.command;
    assert.equal(command?.command, 'backprop.showDerivation');
    const given: readonly unknown[] = command.arguments ?? [];
    await vscode.commands.executeCommand(command.command, ...given);
    assert.deepEqual(selection.get(document.uri), w5);
  });

  it('is set by Explain Gradient at Cursor, which opens the panel', async () => {
    const { selection } = await extensionApi();
    const editor = await openExample('network-b.backprop.json');
    const position = positionOf(editor.document, '0.55');
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('backprop.explainAtCursor');
    assert.deepEqual(selection.get(editor.document.uri), { kind: 'weight', layer: 1, i: 1, j: 1 });
    await until('the panel', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(
          ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('backprop'),
        ),
      ),
    );
  });
});

describe('a command that cannot run says why', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('when no network file is active', async () => {
    const api = await extensionApi();
    await closeEditors();
    const document = await vscode.workspace.openTextDocument({ content: 'plain text' });
    await vscode.window.showTextDocument(document);
    await until('no active network', () => api.documents.activeUri === undefined);
    const [message] = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.explainAtCursor'),
    );
    assert.match(message!.text, /^No network file is active\./);
  });

  it('when the cursor is on no quantity', async () => {
    const api = await extensionApi();
    const editor = await openExample('network-b.backprop.json');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const [message] = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.explainAtCursor'),
    );
    assert.match(message!.text, /^network-b\.backprop\.json: Put the cursor on a weight/);
  });

  it('when there is no data', async () => {
    const api = await extensionApi();
    const editor = await openNetwork('{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.7]] }] }');
    const position = positionOf(editor.document, '0.7');
    editor.selection = new vscode.Selection(position, position);
    const [message] = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.explainAtCursor'),
    );
    assert.match(message!.text, /no data/);
  });

  it('when a lens or link was forged', async () => {
    const api = await extensionApi();
    const { document } = await openExample('network-b.backprop.json');
    await api.documents.current(document);
    const uri = document.uri.toString();
    const forged: unknown[] = [
      undefined,
      null,
      42,
      'backprop',
      [],
      {},
      { uri },
      { uri, subject: null },
      { uri, subject: { kind: 'weight' } },
      { uri, subject: { ...w5, i: 2 } },
      { uri, subject: { ...w5, i: -1 } },
      { uri, subject: { ...w5, i: 0.5 } },
      { uri, subject: { ...w5, i: '0' } },
      { uri, subject: { ...w5, layer: 1e9 } },
      { uri, subject: { kind: 'bias', layer: 0, j: 0 } },
      { uri, subject: { kind: 'constructor', layer: 0, j: 0 } },
      { uri: 'file:///etc/passwd', subject: w5 },
      { uri: 'no address', subject: w5 },
      { uri: 'x'.repeat(100_000), subject: w5 },
      { uri: { toString: () => uri }, subject: w5 },
      JSON.parse(`{"uri": "${uri}", "__proto__": {"subject": {"kind": "loss"}}}`),
    ];
    const before = api.selection.get(document.uri);
    for (const argument of forged) {
      const [message] = await messagesDuring(api, () =>
        vscode.commands.executeCommand('backprop.showDerivation', argument),
      );
      assert.equal(
        message!.text,
        'There is no such weight in an open network file.',
        JSON.stringify(argument),
      );
    }
    assert.deepEqual(api.selection.get(document.uri), before);
  });
});
